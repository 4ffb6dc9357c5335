import { assert, assertEquals, assertRejects } from "@std/assert";
import { AnswerError } from "../../src/protocol/answer_error.ts";
import {
  isLostAnswer,
  type Watched,
  type WatchOptions,
  watchRecord,
} from "../../src/client/lost_answer.ts";
import type { Caller } from "../../src/connection/caller.ts";
import { Patience } from "../../src/connection/patience.ts";
import { isTemporary } from "../../src/connection/temporary.ts";
import { type ErrorCode, SitehaulError } from "../../src/base/errors.ts";
import { backupRecordSchema } from "../../src/protocol/reply_schemas.ts";
import type { BackupRecord } from "../../src/protocol/replies.ts";
import { FakeTime } from "../support/fake_time.ts";

const SECOND = 1000;
const settings = { stillMs: 180 * SECOND, watchMs: 5 * SECOND };

function recordAt(end: string, status = "run", sizes: readonly number[] = []): BackupRecord {
  return backupRecordSchema.parse({
    id: 1,
    status,
    backupend: `2026-11-24 04:${end}`,
    filenames: sizes.map((size, index) => ({ part: index + 1, name: `a.j0${index}`, size })),
  });
}

/** Watches a record whose state depends on how many ms the watch has lasted. */
async function watch(
  read: (ms: number) => Promise<BackupRecord>,
  how: Partial<Pick<WatchOptions, "stillMs" | "before">> = {},
) {
  const time = new FakeTime();
  const { clock, sleep } = time;
  const began = clock();
  const patience = new Patience({ clock, sleep, random: () => 1 });
  const caller: Pick<Caller, "outlast"> = {
    outlast: (ask, { signal } = {}) =>
      patience.outlast((isFirst) => ask({ retry: isFirst }), { isTemporary, signal }),
  };
  const options = { ...settings, ...how, clock, sleep, caller, recordId: 1 };
  const watched = await watchRecord({ ...options, read: () => read(clock() - began) })
    .catch((error: unknown) => error);
  if (watched instanceof Error) throw watched;
  return { ...watched as Watched, seconds: (clock() - began) / SECOND };
}

const away = () => Promise.reject(new SitehaulError("network/timeout", "No answer"));

Deno.test("a record that moves is watched on; the still time begins anew with every move", async () => {
  // It moves for ten minutes, every 100 s.
  const { seconds, hasMoved } = await watch((ms) =>
    Promise.resolve(recordAt(`${10 + Math.min(6, Math.floor(ms / SECOND / 100))}:00`))
  );
  assertEquals([seconds, hasMoved], [600 + 180, true]);
});

Deno.test("a file that grows is a move, too", async () => {
  const { seconds, hasMoved } = await watch((ms) =>
    Promise.resolve(recordAt("10:00", "run", [Math.min(ms, 300_000)]))
  );
  assertEquals([seconds, hasMoved], [300 + 180, true]);
});

Deno.test("a record that never moves is still", async () => {
  const { seconds, hasMoved } = await watch(() => Promise.resolve(recordAt("10:00")));
  assertEquals([seconds, hasMoved], [180, false]);
});

Deno.test("a record is watched no longer than it must be still, whatever it is asked for at", async () => {
  const still = { stillMs: 12 * SECOND };
  const read = () => Promise.resolve(recordAt("10:00"));
  assertEquals((await watch(read, still)).seconds, 12);
  const before = { record: recordAt("10:00"), stillForMs: 9 * SECOND };
  assertEquals((await watch(read, { ...still, before })).seconds, 3);
  // It has moved since then.
  const moved = { record: recordAt("09:00"), stillForMs: 9 * SECOND };
  assertEquals((await watch(read, { ...still, before: moved })).seconds, 12);
});

Deno.test("a record that is over ends the watch at once", async () => {
  const { record, seconds } = await watch(() => Promise.resolve(recordAt("10:00", "complete")));
  assertEquals([record?.status, seconds], ["complete", 0]);
});

Deno.test("while the site cannot be asked, the still time does not run", async () => {
  const { seconds } = await watch((ms) =>
    ms < 400 * SECOND ? away() : Promise.resolve(recordAt("10:00"))
  );
  assert(seconds >= 400 + 180, `${seconds} s`);
});

Deno.test("still time that trouble interrupts begins anew after it", async () => {
  const { seconds } = await watch((ms) =>
    ms > 100 * SECOND && ms < 150 * SECOND ? away() : Promise.resolve(recordAt("10:00"))
  );
  assert(seconds >= 150 + 180, `${seconds} s`);
});

Deno.test("a site of which every other answer fails is watched for as long as it must be still, not for ever", async () => {
  let asked = 0;
  const { seconds } = await watch((ms) => {
    if (ms > 3600 * SECOND) throw new Error("it is watched for ever");
    return ++asked % 2 === 0 ? away() : Promise.resolve(recordAt("10:00"));
  });
  assert(seconds >= 180 && seconds < 300, `${seconds} s`);
});

Deno.test("a site that is away for a while again and again is given up, with what was in the way", async () => {
  const restless = (ms: number) => {
    if (ms > 24 * 3600 * SECOND) throw new Error("it is watched for ever");
    return ms % (120 * SECOND) < 60 * SECOND ? Promise.resolve(recordAt("10:00")) : away();
  };
  const error = await assertRejects(() => watch(restless), SitehaulError);
  assertEquals(
    [error.code, error.message],
    ["backup/stalled", "Backup 1 is left unfinished on the server: no answer"],
  );
});

Deno.test.each<[string, number]>([["forward", 1], ["back", -1]])(
  "a clock that is set %s during the watch does not change how long it lasts",
  async (_, sign) => {
    const time = new FakeTime();
    const began = time.clock();
    const clock = () =>
      time.clock() + (time.clock() - began > 60 * SECOND ? sign * 86_400 * SECOND : 0);
    await watchRecord({
      ...settings,
      clock,
      sleep: time.sleep,
      caller: { outlast: (ask) => ask({ retry: true }) },
      read: () => Promise.resolve(recordAt("10:00")),
    });
    assertEquals((time.clock() - began) / SECOND, 180);
  },
);

Deno.test("a site that stays away for half an hour is given up, and it is told what is left", async () => {
  const late = (ms: number) =>
    ms > 24 * 3600 * SECOND ? Promise.resolve(recordAt("10:00", "complete")) : away();
  const error = await assertRejects(() => watch(late), SitehaulError);
  assertEquals(
    [error.code, error.message],
    [
      "backup/stalled",
      "Backup 1 is left unfinished on the server: no answer; it has been like this for 30 minutes",
    ],
  );
});

Deno.test("a refusal ends the watch with the refusal", async () => {
  const denied = () => Promise.reject(new SitehaulError("auth/denied", "No"));
  assertEquals((await assertRejects(() => watch(denied), SitehaulError)).code, "auth/denied");
});

Deno.test.each<[ErrorCode, number, boolean]>([
  ["reply/not-json", 200, true],
  ["reply/truncated", 200, true],
  ["site/maintenance", 504, true],
  ["site/database", 200, true],
  ["site/blocked", 403, true],
  ["site/blocked", 508, true],
  ["backup/failed", 500, false],
  ["connect/moved", 404, false],
])("%s with HTTP %i leaves open what the server did: %j", (code, httpStatus, lost) => {
  assertEquals(isLostAnswer(new AnswerError(code, "x", { httpStatus })), lost);
});

Deno.test("an envelope is an answer, and a network error is none", () => {
  const envelope = new AnswerError("site/error", "x", { httpStatus: 200, apiStatus: 500 });
  assertEquals(isLostAnswer(envelope), false);
  assertEquals(isLostAnswer(new SitehaulError("network/reset", "x")), true);
  assertEquals(isLostAnswer(new Error("x")), false);
});
