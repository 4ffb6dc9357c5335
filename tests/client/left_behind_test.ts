/** What an interrupted run left behind is taken up again, or replaced, once no step of it can be running. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { BackupEvent } from "../../mod.ts";
import { DEFAULT_SECRET, type Mischief, type SimulatorOptions } from "../../src/simulator/mod.ts";
import { archiveOf, callsOf, DESCRIPTION, simulate, take } from "./backup_site.ts";
import { type End, interrupt, leaveBetweenSteps, type NotedSite, withNotes } from "./left_site.ts";

const JOOMLA: SimulatorOptions = { product: "joomla", version: "10.2.1" };
const LIMIT = 600_000;

const typesOf = (events: readonly BackupEvent[]) => events.map(({ type }) => type);
const starts = ({ simulator }: NotedSite) => callsOf(simulator, "startBackup").length;

for (const end of ["Ctrl-C", "kill -9"] as const satisfies readonly End[]) {
  Deno.test(`after ${end} in a step, the next backup waits until it is over, and goes on with the same one`, () =>
    withNotes(JOOMLA, async (site) => {
      const { simulator, time, connectWith, noted } = site;
      await interrupt(site, end);
      assertEquals((await noted())?.isAnswered, false);
      const sent = (await noted())?.sentAt ?? 0;
      const client = await connectWith();
      const { record, events, error } = await take(client);
      assertEquals([error, record?.id, record?.status], [undefined, 1, "complete"]);
      assertEquals([starts(site), simulator.overlaps, simulator.site.records.length], [1, 1, 1]);
      // Nothing proves that the step was over, though it was: that is a guess.
      assertEquals(record?.guessedSteps, 1);
      assertEquals(typesOf(events).slice(0, 4), ["holding", "resumed", "guess", "step"]);
      const steps = callsOf(simulator, "stepBackup");
      assert((steps[4]?.at ?? 0) - sent >= LIMIT, "a step may still have been running");
      assertEquals(await noted(), undefined);
      assert(time.clock() > sent);
      const calm = simulate(JOOMLA);
      const whole = await take(await calm.connectWith());
      assertEquals(
        (await archiveOf(client, 1)).map(({ length }) => length),
        (await archiveOf(await calm.connectWith(), whole.record?.id ?? 0)).map(({ length }) =>
          length
        ),
      );
    }));
}

Deno.test("the wait tells how long it is at most, counted from the last sign of life", () =>
  withNotes(JOOMLA, async (site) => {
    await interrupt(site, "kill -9");
    // The step moves the record when it is over, and nothing does from then on.
    await site.simulator.idle();
    await site.time.sleep(200_000);
    const { events } = await take(await site.connectWith());
    assertEquals(events[0], { type: "holding", recordId: 1, waitMs: LIMIT - 200_000 });
  }));

Deno.test("a backup that was left between two steps is taken up at once, and nothing in it is a guess", () =>
  withNotes(JOOMLA, async (site) => {
    const { simulator, time, connectWith, noted } = site;
    await leaveBetweenSteps(await connectWith());
    assertEquals((await noted())?.isAnswered, true);
    const began = time.clock();
    const { record, events } = await take(await connectWith());
    assertEquals([record?.id, record?.status, record?.guessedSteps], [1, "complete", 0]);
    assertEquals(typesOf(events).slice(0, 2), ["resumed", "step"]);
    // The steps are counted on.
    assertEquals(events.find((event) => event.type === "step"), {
      ...events.find((event) => event.type === "step"),
      step: 5,
    } as BackupEvent);
    assert(time.clock() - began < LIMIT);
    assertEquals([starts(site), simulator.overlaps], [1, 1]);
  }));

Deno.test("what was guessed, and what the site warned of, is carried over", () =>
  withNotes(JOOMLA, async (site) => {
    const { simulator, connectWith } = site;
    simulator.arm({ match: { method: "stepBackup", nth: 1 }, warnings: ["Unreadable file /a"] });
    simulator.arm({ match: { method: "stepBackup", nth: 2 }, loseAnswer: "at-end" });
    await leaveBetweenSteps(await connectWith());
    const { record, events } = await take(await connectWith());
    assertEquals(record?.guessedSteps, 1);
    const last = events.at(-1);
    assertEquals(last?.type === "finished" ? last.warnings : [], ["Unreadable file /a"]);
  }));

Deno.test("what is noted holds no credential, whatever the site's texts repeat", () =>
  withNotes(JOOMLA, async (site) => {
    const warnings = [`Cannot read ${DEFAULT_SECRET}.txt`];
    site.simulator.arm({ match: { method: "stepBackup" }, warnings });
    const description = `Not ${DEFAULT_SECRET}`;
    await leaveBetweenSteps(await site.connectWith(), { description });
    const noted = JSON.stringify(await site.noted());
    assert(noted.includes("Cannot read ") && !noted.includes(DEFAULT_SECRET), noted);
    const { record } = await take(await site.connectWith(), { description });
    assertEquals([record?.id, record?.status], [1, "complete"]);
  }));

Deno.test("a backup that its last step completed unheard is finished without another step", () =>
  withNotes(JOOMLA, async (site) => {
    const { simulator, connectWith } = site;
    await interrupt(site, "kill -9", { nth: 11 });
    const sent = callsOf(simulator, "stepBackup").length;
    const { record, events } = await take(await connectWith());
    assertEquals([record?.id, record?.status, record?.guessedSteps], [1, "complete", 0]);
    assertEquals(typesOf(events), ["resumed", "finished"]);
    assertEquals([callsOf(simulator, "stepBackup").length, starts(site)], [sent, 1]);
    assertEquals(record?.files?.length, 1);
  }));

Deno.test("a start that was interrupted is waited for; the backup that it made is taken up", () =>
  withNotes(JOOMLA, async (site) => {
    await interrupt(site, "kill -9", { method: "startBackup", nth: 1 });
    assertEquals((await site.noted())?.recordId, undefined);
    const { record, events } = await take(await site.connectWith());
    assertEquals([record?.id, record?.status, starts(site)], [1, "complete", 1]);
    assertEquals(typesOf(events).slice(0, 3), ["holding", "resumed", "guess"]);
  }));

Deno.test("a start that never came about is waited for as well, and then a backup is started", () =>
  withNotes(JOOMLA, async (site) => {
    const { simulator, time, connectWith } = site;
    await leaveBetweenSteps(await connectWith());
    await site.amend({ recordId: undefined, backupId: undefined, isAnswered: false, after: 1 });
    simulator.site.removeRecord(1);
    const began = time.clock();
    const { record, events } = await take(await connectWith());
    assertEquals([record?.status, typesOf(events).slice(0, 2)], ["complete", [
      "holding",
      "started",
    ]]);
    const second = callsOf(simulator, "startBackup")[1]?.at ?? 0;
    assert(second - began >= LIMIT - 60_000);
  }));

/** What makes it impossible to take a backup up, and what is said then. */
const REPLACED: readonly [string, SimulatorOptions, Parameters<typeof take>[1], string][] = [
  ["another description", JOOMLA, { description: "Other" }, "another profile, description"],
  ["another comment", JOOMLA, { comment: "Other" }, "another profile, description or comment"],
  ["overrides", JOOMLA, { overrides: { "akeeba.a": "b" } }, "another profile, description"],
  [
    "another profile",
    { ...JOOMLA, profiles: [{ id: 1, name: "One" }, { id: 2, name: "Two" }] },
    { profile: 2 },
    "another profile",
  ],
  ["WordPress 9.1.1", { product: "wordpress", version: "9.1.1" }, {}, "yet another backup"],
  ["Joomla 8.0.3", { product: "joomla", version: "8.0.3" }, {}, "yet another backup"],
  ["Solo 7.3.2.1", { product: "solo", version: "7.3.2.1" }, {}, "yet another backup"],
  ["WordPress 1.3.4", { product: "wordpress", version: "1.3.4" }, {}, "yet another backup"],
  ["level 320", { product: "joomla", version: "3.3.0" }, {}, "identifier is not known"],
];

for (const [name, options, wish, reason] of REPLACED) {
  Deno.test(`with ${name}, what was left behind is replaced, once its step is over`, () =>
    withNotes(options, async (site) => {
      const { simulator, connectWith } = site;
      await interrupt(site, "Ctrl-C");
      const sent = (await site.noted())?.sentAt ?? 0;
      const { record, events, error } = await take(await connectWith(), wish);
      assertEquals([error, record?.status, record?.guessedSteps], [undefined, "complete", 0]);
      assertEquals(typesOf(events).slice(0, 3), ["holding", "replacing", "started"]);
      const replacing = events.find((event) => event.type === "replacing");
      assertStringIncludes(replacing?.reason ?? "", reason);
      assertEquals(starts(site), 2);
      assert((callsOf(simulator, "startBackup")[1]?.at ?? 0) - sent >= LIMIT);
      // Version 2 of 7.5 and 8.0 lets both go on.
      const old = name === "Joomla 8.0.3" ? "run" : "fail";
      assertEquals(simulator.site.records.map(({ status }) => status), [old, "complete"]);
      assertEquals([simulator.overlaps, await site.noted()], [1, undefined]);
    }));
}

Deno.test("a backup that failed by itself is replaced at once, and does not count as running", () =>
  withNotes(JOOMLA, async (site) => {
    const { simulator, connectWith } = site;
    simulator.arm({ match: { method: "stepBackup", nth: 3 }, backupError: "Disk full" });
    const client = await connectWith();
    assertEquals((await take(client)).error?.code, "backup/failed");
    const { record, events } = await take(client);
    assertEquals([record?.id, record?.status], [2, "complete"]);
    assertEquals(events[0], {
      type: "replacing",
      recordId: 1,
      reason: "it ended with an error",
    });
  }));

Deno.test("after a crash of the site in a step, nothing is started before that step is over for certain", () =>
  withNotes(JOOMLA, async (site) => {
    site.simulator.arm({ match: { method: "stepBackup", nth: 3 }, crash: true });
    const client = await site.connectWith();
    assertEquals((await take(client)).error?.code, "backup/failed");
    const { events } = await take(client);
    assertEquals(typesOf(events).slice(0, 3), ["holding", "replacing", "started"]);
  }));

Deno.test("a backup whose every answer was lost is taken up by the next run", () =>
  withNotes(JOOMLA, async (site) => {
    const { simulator, connectWith } = site;
    const client = await connectWith();
    const lost: Mischief = { match: { method: "stepBackup" }, times: 6, loseRequest: true };
    simulator.arm(lost);
    assertEquals((await take(client)).error?.code, "backup/stalled");
    const { record, events } = await take(client);
    assertEquals([record?.id, record?.status, starts(site)], [1, "complete", 1]);
    assert(typesOf(events).includes("resumed"));
  }));

Deno.test("a backup that has been still for more than an hour is replaced", () =>
  withNotes(JOOMLA, async (site) => {
    await leaveBetweenSteps(await site.connectWith());
    await site.time.sleep(61 * 60_000);
    const { events } = await take(await site.connectWith());
    const [replacing] = events;
    assertStringIncludes(replacing?.type === "replacing" ? replacing.reason : "", "an hour");
  }));

Deno.test("a backup after which another one was started is not taken up", () =>
  withNotes(JOOMLA, async (site) => {
    await leaveBetweenSteps(await site.connectWith());
    site.simulator.site.addRecord({ status: "complete" });
    const { events } = await take(await site.connectWith());
    const [replacing] = events;
    assertStringIncludes(replacing?.type === "replacing" ? replacing.reason : "", "another backup");
  }));

Deno.test("somebody else's backup is refused at once, whatever was left behind, with the time it counts as dead from", () =>
  withNotes(JOOMLA, async (site) => {
    const { simulator, time, connectWith } = site;
    await interrupt(site, "Ctrl-C");
    const client = await connectWith();
    simulator.site.addRecord({ status: "run" });
    const began = time.clock();
    const { error, events } = await take(client);
    assertEquals(error?.code, "backup/already-running");
    // Not by the clock: the step that was left behind is over at some moment.
    assertEquals(events, [], "it is refused only after a wait");
    const through = new Date(began + 900_000).toISOString().slice(0, 19).replace("T", " ");
    assertStringIncludes(error?.hint ?? "", `${through} UTC`);
    assertStringIncludes(error?.hint ?? "", "`force: true`");
    assertEquals(starts(site), 1);
    assert(await site.noted() !== undefined, "it is still to be taken up");
    assertEquals(simulator.overlaps, 1);
  }));

Deno.test("while a run of this computer is taking a backup, another one is refused; by force it is not", () =>
  withNotes(JOOMLA, async (site) => {
    const { connectWith } = site;
    const first = (await connectWith()).takeBackup({ description: DESCRIPTION });
    for (let event = 0; event < 3; event++) await first.next();
    // The site itself no longer shows it, as with the longest of steps.
    const [record] = site.simulator.site.records;
    if (record !== undefined) [record.start, record.end] = Array(2).fill("2026-11-24 01:00:00");
    const { error } = await take(await connectWith());
    assertEquals([error?.code, starts(site)], ["backup/already-running", 1]);
    assertStringIncludes(error?.message ?? "", "on this computer");
    const forced = await take(await connectWith(), { force: true });
    assertEquals(forced.record?.status, "complete");
    await first.return(undefined as never);
  }));

Deno.test("by force, what was left behind is replaced without a wait", () =>
  withNotes(JOOMLA, async (site) => {
    await interrupt(site, "Ctrl-C");
    const began = site.time.clock();
    const { events } = await take(await site.connectWith(), { force: true });
    assertEquals(events[0]?.type, "started");
    assert((callsOf(site.simulator, "startBackup")[1]?.at ?? 0) - began < 1000);
  }));

Deno.test("a start that certainly did not come about leaves nothing behind, and what was there before stays", () =>
  withNotes(JOOMLA, async (site) => {
    const { simulator, connectWith, noted } = site;
    const refused = await connectWith((request) =>
      callsOf(simulator, "listBackups").length > 0
        ? Promise.reject(new TypeError("tcp connect error: Connection refused (os error 111)"))
        : simulator.handle(request)
    );
    assertEquals((await take(refused)).error?.code, "network/refused");
    assertEquals(await noted(), undefined);
    await leaveBetweenSteps(await connectWith());
    const before = await noted();
    let lists = 0;
    const again = await connectWith(async (request) => {
      if ((await request.clone().text()).includes("listBackups")) lists += 1;
      if (lists < 2) return await simulator.handle(request);
      if (lists === 2 && !(await request.clone().text()).includes("startBackup")) {
        return await simulator.handle(request);
      }
      throw new TypeError("tcp connect error: Connection refused (os error 111)");
    });
    assertEquals((await take(again, { description: "Other" })).error?.code, "network/refused");
    assertEquals(await noted(), before);
  }));

Deno.test("a site that has lost the backup is noticed when it is taken up, and is not driven on", () =>
  withNotes(JOOMLA, async (site) => {
    const { simulator, connectWith } = site;
    await leaveBetweenSteps(await connectWith());
    simulator.arm({
      match: { method: "stepBackup" },
      reshape: (data) => ({ ...data as Record<string, never>, backupid: "" as never }),
    });
    const sent = callsOf(simulator, "stepBackup").length;
    const { error } = await take(await connectWith());
    assertEquals(error?.code, "backup/phantom");
    assertEquals(callsOf(simulator, "stepBackup").length, sent + 1);
    simulator.disarm();
    const { events } = await take(await connectWith());
    assertEquals(events[0], { type: "replacing", recordId: 1, reason: "it ended with an error" });
  }));

Deno.test("a clock that was set forward here does not shorten the wait", () =>
  withNotes(JOOMLA, async (site) => {
    await interrupt(site, "kill -9");
    const sentAt = ((await site.noted())?.sentAt ?? 0) - 3_600_000;
    await site.amend({ sentAt, serverAheadMs: 3_600_000 });
    const { events } = await take(await site.connectWith());
    assert(events[0]?.type === "holding" && events[0].waitMs > 500_000);
  }));

Deno.test("a clock that was set back here makes nobody wait for longer than a step can last", () =>
  withNotes(JOOMLA, async (site) => {
    await interrupt(site, "kill -9");
    await site.amend({ sentAt: ((await site.noted())?.sentAt ?? 0) + 86_400_000 });
    const { events, record } = await take(await site.connectWith());
    assert(events[0]?.type === "holding" && events[0].waitMs === LIMIT);
    assertEquals(record?.status, "complete");
  }));

Deno.test("a backup that was displaced is not taken up by the next run", () =>
  withNotes({ ...JOOMLA, stepMs: 2000 }, async (site) => {
    const { simulator, connectWith, noted } = site;
    simulator.arm({ match: { method: "listBackups", nth: 2 }, reshape: addNewer });
    const client = await connectWith();
    assertEquals((await take(client)).error?.code, "backup/displaced");
    assertEquals(await noted(), undefined);
    const { record, events } = await take(client);
    assertEquals([record?.id, events[0]?.type], [2, "started"]);
  }));

/** A list with another record, which began a second after ours. */
const addNewer: NonNullable<Mischief["reshape"]> = (data) => {
  const [own] = data as [Record<string, string>];
  return [{ ...own, id: "9", backupstart: own["backupend"] ?? "" }, own];
};

Deno.test("two sites do not share their notes", () =>
  withNotes(JOOMLA, async ({ runs }) => {
    const one = await runs.claim("https://a.example");
    const other = await runs.claim("https://b.example");
    assert(one !== undefined && other !== undefined);
    assertEquals(await runs.claim("https://a.example"), undefined);
    one.release();
    assert(await runs.claim("https://a.example") !== undefined);
  }));
