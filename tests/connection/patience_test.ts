import { assert, assertEquals, assertRejects } from "@std/assert";
import { AnswerError } from "../../src/protocol/answer_error.ts";
import { Patience, type PatienceOptions, type Waiting } from "../../src/connection/patience.ts";
import { isTemporary } from "../../src/connection/temporary.ts";
import { type ErrorCode, SitehaulError } from "../../src/base/errors.ts";
import { FakeTime } from "../support/fake_time.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

function blocked(retryAfter?: string): AnswerError {
  const evidence = { title: "403 Forbidden", ...retryAfter === undefined ? {} : { retryAfter } };
  return new AnswerError("site/blocked", "Refused", { httpStatus: 403, evidence });
}

/** Patience in fake time, and a site that is in trouble until some time. */
function stage(options: PatienceOptions = {}) {
  const time = new FakeTime();
  const { clock, sleep } = time;
  const began = clock();
  const waits: Waiting[] = [];
  const onWait = (waiting: Waiting) => void waits.push(waiting);
  const patience = new Patience({ clock, sleep, onWait, random: () => 1, ...options });
  const asked: number[] = [];
  const until = (ms: number, error: () => Error = blocked) => () => {
    asked.push(clock() - began);
    return clock() - began < ms ? Promise.reject(error()) : Promise.resolve("here");
  };
  const outlast = (ask: (isFirst: boolean) => Promise<string>, rest = {}) =>
    patience.outlast(ask, { isTemporary, ...rest });
  return { time, patience, waits, asked, until, outlast };
}

Deno.test("trouble is outlasted, with pauses that double up to a minute", async () => {
  const { asked, until, outlast, waits } = stage();
  assertEquals(await outlast(until(4 * MINUTE)), "here");
  assertEquals(asked.map((ms) => ms / SECOND), [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
  assertEquals(waits[0], {
    type: "waiting",
    reason: "Refused",
    waitMs: SECOND,
    leftMs: 30 * MINUTE,
  });
});

Deno.test("where nobody takes connections, the pauses are no longer than a quarter of a minute", async () => {
  const { asked, until, outlast } = stage();
  await outlast(until(MINUTE, () => new SitehaulError("network/refused", "Refused")));
  assertEquals(asked.map((ms) => ms / SECOND), [0, 1, 3, 7, 15, 30, 45, 60]);
});

Deno.test("pauses are between the half and the whole of their limit, so that many do not ask at once", async () => {
  const { asked, until, outlast } = stage({ random: () => 0 });
  await outlast(until(20 * SECOND));
  assertEquals(asked.map((ms) => ms / SECOND), [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]);
});

Deno.test("a block that each request begins anew is outlasted, too", async () => {
  const { time, outlast } = stage({ random: () => 0 });
  let until = time.clock() + 10 * SECOND;
  const ask = () => {
    if (time.clock() >= until) return Promise.resolve("here");
    until = time.clock() + 10 * SECOND;
    return Promise.reject(blocked());
  };
  assertEquals(await outlast(ask), "here");
});

Deno.test("patience ends after half an hour, with what is in the way and how long it was", async () => {
  const { time, until, outlast, asked } = stage();
  const began = time.clock();
  const error = await assertRejects(() => outlast(until(Infinity)), AnswerError);
  assertEquals(error.message, "Refused; it has been like this for 30 minutes");
  assertEquals([error.code, error.evidence.title], ["site/blocked", "403 Forbidden"]);
  assertEquals([time.clock() - began, asked.at(-1)], [30 * MINUTE, 30 * MINUTE]);
});

Deno.test.each<[ErrorCode, ErrorCode]>([
  ["network/refused", "network/refused"],
  ["site/maintenance", "site/maintenance"],
  ["reply/not-json", "site/blocked"],
])("%s that stays is %s", async (code, stays) => {
  const { until, outlast } = stage({ patienceMs: MINUTE });
  const failure = () =>
    code === "reply/not-json"
      ? new AnswerError(code, "A page", { httpStatus: 200, body: "page" })
      : new SitehaulError(code, "x");
  const error = await assertRejects(() => outlast(until(Infinity, failure)), SitehaulError);
  assertEquals(error.code, stays);
});

Deno.test("what does not pass is thrown at once, also when it comes later", async () => {
  const { outlast, asked, until } = stage();
  const denied = () => new SitehaulError("auth/denied", "No");
  const error = await assertRejects(() => outlast(until(Infinity, denied)), SitehaulError);
  assertEquals([error.code, error.message], ["auth/denied", "No"]);
  assertEquals(asked, [0]);
  const answers = [blocked(), denied()];
  const ask = () => Promise.reject(answers.shift());
  assertEquals((await assertRejects(() => outlast(ask), SitehaulError)).code, "auth/denied");
});

Deno.test("without patience, what is in the way is thrown as it came", async () => {
  const { outlast, waits, until } = stage({ patienceMs: 0 });
  assertEquals((await assertRejects(() => outlast(until(1)), Error)).message, "Refused");
  assertEquals(waits, []);
});

Deno.test.each<[string, number]>([
  ["30", 30],
  ["Tue, 24 Nov 2026 04:00:45 GMT", 45],
  ["86400", 300],
  ["Tue, 24 Nov 2026 03:00:00 GMT", 1],
  ["soon", 1],
])("a site that asks for a pause of %s is asked again after %i s", async (retryAfter, seconds) => {
  const { outlast, asked, until } = stage();
  await outlast(until(SECOND, () => blocked(retryAfter)));
  assertEquals(asked[1], seconds * SECOND);
});

Deno.test("of several that are in trouble one asks, and the others when it got through", async () => {
  const { outlast, asked, until } = stage();
  const all = [1, 2, 3].map(() => outlast(until(20 * SECOND)));
  assertEquals(await Promise.all(all), ["here", "here", "here"]);
  assertEquals(asked.map((ms) => ms / SECOND), [0, 0, 0, 1, 3, 7, 15, 31, 31, 31]);
});

Deno.test("of several that are in trouble nobody has more patience than the others", async () => {
  const { time, outlast, until } = stage();
  const began = time.clock();
  const all = [1, 2, 3].map(() => outlast(until(Infinity)));
  const codes = (await Promise.allSettled(all)).map(({ status }) => status);
  assertEquals([codes, time.clock() - began], [["rejected", "rejected", "rejected"], 30 * MINUTE]);
});

Deno.test("the next trouble has all the patience again", async () => {
  const { time, outlast, until } = stage();
  await outlast(until(20 * MINUTE));
  const now = time.clock();
  const ask = () => time.clock() < now + 20 * MINUTE ? Promise.reject(blocked()) : "here";
  assertEquals(await outlast(() => Promise.resolve(ask())), "here");
});

Deno.test("who is aborted stops waiting, and another one goes on", async () => {
  const { outlast, until, time } = stage();
  const controller = new AbortController();
  const first = outlast(until(MINUTE), { signal: controller.signal });
  const second = outlast(until(MINUTE));
  await time.sleep(10 * SECOND);
  controller.abort(new Error("enough"));
  assertEquals((await assertRejects(() => first, Error)).message, "enough");
  assertEquals(await second, "here");
});

Deno.test("who waits for another one is aborted at once", async () => {
  const { outlast, until, time } = stage();
  const controller = new AbortController();
  const first = outlast(until(MINUTE));
  const second = outlast(until(MINUTE), { signal: controller.signal });
  await time.sleep(2 * SECOND);
  controller.abort(new Error("enough"));
  assertEquals((await assertRejects(() => second, Error)).message, "enough");
  assertEquals(await first, "here");
});

Deno.test("a clock that jumps, as while a computer is suspended, does not use patience up", async () => {
  let [now, times] = [0, 0];
  const { outlast } = stage({ clock: () => now, sleep: () => Promise.resolve() });
  const ask = () => {
    if (times++ === 3) return Promise.resolve("here");
    now += 24 * 60 * MINUTE * (times === 1 ? 1 : 0);
    return Promise.reject(blocked());
  };
  assertEquals(await outlast(ask), "here");
});

Deno.test("patience ends although no clock goes on", async () => {
  const { outlast, until, asked } = stage({ clock: () => 0, sleep: () => Promise.resolve() });
  await assertRejects(() => outlast(until(Infinity)), AnswerError);
  assert(asked.length < 50, `asked ${asked.length} times`);
});

Deno.test("the first attempt is told from the others", async () => {
  const { outlast } = stage();
  const firsts: boolean[] = [];
  await outlast((isFirst) => {
    firsts.push(isFirst);
    return firsts.length < 3 ? Promise.reject(blocked()) : Promise.resolve("here");
  });
  assertEquals(firsts, [true, false, false]);
});
