import { assert, assertEquals, assertRejects } from "@std/assert";
import { AnswerError } from "../../src/answer_error.ts";
import { isLostAnswer, untilAnswered, watchRecord } from "../../src/client/lost_answer.ts";
import { type ErrorCode, SitehaulError } from "../../src/errors.ts";
import { type BackupRecord, backupRecordSchema } from "../../src/replies.ts";
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

Deno.test("a record that moves is watched on; the still time begins anew with every move", async () => {
  const time = new FakeTime();
  const began = time.clock();
  const read = () => {
    const seconds = (time.clock() - began) / SECOND;
    // It moves for ten minutes, every 100 s.
    return Promise.resolve(recordAt(`${10 + Math.min(6, Math.floor(seconds / 100))}:00`));
  };
  await watchRecord({ read, ...settings, clock: time.clock, sleep: time.sleep });
  assertEquals((time.clock() - began) / SECOND, 600 + 180);
});

Deno.test("a file that grows is a move, too", async () => {
  const time = new FakeTime();
  const began = time.clock();
  const read = () =>
    Promise.resolve(recordAt("10:00", "run", [Math.min(time.clock() - began, 300_000)]));
  await watchRecord({ read, ...settings, clock: time.clock, sleep: time.sleep });
  assertEquals((time.clock() - began) / SECOND, 300 + 180);
});

Deno.test("a record that is over ends the watch at once", async () => {
  const time = new FakeTime();
  const began = time.clock();
  const read = () => Promise.resolve(recordAt("10:00", "complete"));
  const record = await watchRecord({ read, ...settings, clock: time.clock, sleep: time.sleep });
  assertEquals([record?.status, time.clock() - began], ["complete", 0]);
});

Deno.test("while the site cannot be asked, the still time does not run", async () => {
  const time = new FakeTime();
  const began = time.clock();
  const read = () =>
    time.clock() - began < 400 * SECOND
      ? Promise.reject(new SitehaulError("network/timeout", "No answer"))
      : Promise.resolve(recordAt("10:00"));
  await watchRecord({ read, ...settings, clock: time.clock, sleep: time.sleep });
  assert((time.clock() - began) / SECOND >= 400 + 180 - 5);
});

Deno.test("a site that stays away for half an hour is given up", async () => {
  const time = new FakeTime();
  const read = () =>
    time.clock() > Date.parse("2026-11-25")
      ? Promise.resolve(recordAt("10:00", "complete"))
      : Promise.reject(new SitehaulError("network/timeout", "No answer"));
  const options = { read, ...settings, clock: time.clock, sleep: time.sleep };
  for (const wait of [watchRecord, untilAnswered]) {
    assertEquals((await assertRejects(() => wait(options), SitehaulError)).code, "backup/stalled");
  }
});

Deno.test("a refusal ends the watch with the refusal", async () => {
  const time = new FakeTime();
  const read = () => Promise.reject(new SitehaulError("auth/denied", "No"));
  const watching = () => watchRecord({ read, ...settings, clock: time.clock, sleep: time.sleep });
  assertEquals((await assertRejects(watching, SitehaulError)).code, "auth/denied");
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
