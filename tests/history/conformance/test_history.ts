/** What every history does, wherever it keeps what it is told. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { SitehaulError } from "../../../src/base/errors.ts";
import { type BackupHistory, type NewCopy, RECENT } from "../../../src/history/history.ts";
import { BACKUP, begin, FILES, goodJob, job, READ, SHOP } from "./facts.ts";

/** What is passed to a history that is opened. */
export interface OpenOptions {
  readonly clock?: () => number;
  readonly redact?: (text: string) => string;
}

/** Opens the history of one place; those who open it several times share what it knows. */
export type Open = (options?: OpenOptions) => Promise<BackupHistory>;

/** Calls a test with a place where nothing is known yet. */
export type AtPlace = (test: (open: Open) => Promise<void>) => Promise<void>;

/** Whatever keeps a history passes these: SQLite, and a database that others share. */
export function testHistory(kind: string, atPlace: AtPlace): void {
  const test = (name: string, act: (open: Open) => Promise<void>) =>
    Deno.test(`${kind}: ${name}`, () => atPlace(act));

  test("what was recorded of a run is known to whoever opens the history later", async (open) => {
    let now = 5000;
    const first = await open({ clock: () => now++ });
    const run = await first.beginRun({ command: "run", options: { profile: 1 }, sites: ["shop"] });
    const job = await run.beginJob({ ...SHOP, slot: 4000 });
    await job.stage("backup");
    const backup = await job.backup(BACKUP);
    const copy = await job.copy(backup, { kind: "folder", place: "/backups", files: FILES });
    await job.proof(copy, READ);
    await job.warn("a warning");
    await job.observe({ product: "joomla", version: "10.2.1", level: 900 });
    await job.end({ state: "warnings", message: "so", code: "x/y", hint: "do" });
    await run.end();
    await first.close();

    const second = await open();
    const [found] = await Array.fromAsync(second.runs());
    assertEquals(found, {
      id: run.id,
      command: "run",
      options: { profile: 1 },
      sites: ["shop"],
      resumes: undefined,
      state: "done",
      started: 5000,
      ended: found?.ended,
      counts: { ok: 0, warnings: 1, failed: 0, skipped: 0, interrupted: 0 },
    });
    const facts = { ...BACKUP, id: backup, site: "shop", address: SHOP.address, profile: 1 };
    const [known] = await Array.fromAsync(second.jobs());
    assertEquals(known, {
      ...SHOP,
      slot: 4000,
      id: job.id,
      run: run.id,
      state: "warnings",
      stage: "backup",
      code: "x/y",
      message: "so",
      hint: "do",
      started: 5001,
      ended: known?.ended,
      warnings: ["a warning"],
      backup: { ...facts, noted: known?.backup?.noted ?? NaN },
    });
    const [group, ...others] = await Array.fromAsync(second.groups());
    assertEquals(others, []);
    assertEquals(group?.jobs, await Array.fromAsync(second.jobs()));
    assertEquals(group?.lastGood?.copy.files, FILES);
    assertEquals(group?.lastGood?.copy.proof?.verdict, "good");
    assertEquals(group?.lastBackup?.copies, await second.copies(backup));
    assertEquals(group?.sizes, [10]);
    assertEquals(group?.seen?.version, "10.2.1");
    assertEquals(await second.seen("shop"), group?.seen);
    assertEquals(await second.seen("other"), undefined);
    assertEquals(await second.interrupted(), []);
    assertEquals(await second.run("r-20260101-000000-0000"), undefined);
    await second.close();
  });

  test("failures since the last success are counted, and a good backup survives them", async (open) => {
    const history = await open();
    const run = await begin(history);
    for (const state of ["failed", "ok", "failed", "skipped", "failed"] as const) {
      if (state === "ok") await goodJob(run);
      else await job(run, { state });
    }
    await run.end();
    const [group] = await Array.fromAsync(history.groups());
    assertEquals([group?.failuresInARow, group?.lastGood?.backup.record], [2, 41]);
    await history.close();
  });

  test("copies that are removed or read again make no failed backup good, and no good one failed", async (open) => {
    const history = await open();
    const run = await begin(history);
    await goodJob(run);
    await job(run, { state: "failed" });
    await run.end();
    for (const command of ["prune", "verify", "delete", "delete-files"]) {
      const other = await history.beginRun({ command, options: {}, sites: ["shop"] });
      await job(other, { state: command === "verify" ? "failed" : "ok" });
      await other.end();
    }
    const [group] = await Array.fromAsync(history.groups());
    assertEquals([group?.failuresInARow, group?.jobs.map(({ state }) => state)], [1, [
      "failed",
      "ok",
    ]]);
    await history.close();
  });

  test("a run whose process lives is not interrupted, and one that let go is", async (open) => {
    const one = await open();
    const run = await begin(one);
    await run.beginJob(SHOP);
    const other = await open();
    assertEquals(await other.interrupted(), []);
    await run.end();
    const [found] = await other.interrupted();
    assertEquals([found?.id, found?.state, found?.counts.interrupted], [run.id, "interrupted", 1]);
    const { id: resumes } = run;
    await (await other.beginRun({ command: "resume", options: {}, sites: [], resumes })).end();
    assertEquals(await one.interrupted(), []);
    await one.close();
    await other.close();
  });

  test("what is newer comes first, whatever the clock said", async (open) => {
    let now = 9000;
    const history = await open({ clock: () => now });
    const run = await begin(history);
    await goodJob(run);
    now = 100;
    await job(run, { state: "failed" });
    await run.end();
    const second = await begin(history);
    await second.end();
    assertEquals((await Array.fromAsync(history.runs())).map(({ id }) => id), [second.id, run.id]);
    const states = (await Array.fromAsync(history.jobs())).map(({ state }) => state);
    assertEquals(states, ["failed", "ok"]);
    const [group] = await Array.fromAsync(history.groups());
    assertEquals([group?.jobs.map(({ state }) => state), group?.failuresInARow], [states, 1]);
    await history.close();
  });

  test("the newest backup is the one that was taken last, not the one that was fetched last", async (open) => {
    let now = 9000;
    const history = await open({ clock: () => now });
    const run = await begin(history);
    await goodJob(run, { record: 41, begun: 8000 });
    now = 20_000;
    await goodJob(run, { record: 3, begun: 2000, archive: "old.jpa" });
    const [group] = await Array.fromAsync(history.groups());
    assertEquals([group?.lastBackup?.backup.record, group?.lastGood?.backup.record], [41, 41]);
    // A site's clock that is ahead for a day does not make its backup the newest one for a day.
    await goodJob(run, { record: 42, begun: 90_000_000, archive: "ahead.jpa" });
    now = 30_000;
    await goodJob(run, { record: 43, begun: 25_000, archive: "new.jpa" });
    const [later] = await Array.fromAsync(history.groups());
    assertEquals(later?.lastGood?.backup.record, 43);
    await run.end();
    await history.close();
  });

  test("of several attempts at a site, the last one counts", async (open) => {
    const history = await open();
    const run = await begin(history, ["shop", "blog"]);
    await job(run, { state: "failed" });
    await job(run, { state: "skipped" }, { site: "blog", address: "https://blog.example" });
    await job(run, { state: "ok" }, { attempt: 2 });
    await run.end();
    const counts = { ok: 1, warnings: 0, failed: 0, skipped: 1, interrupted: 0 };
    assertEquals((await history.run(run.id))?.counts, counts);
    await history.close();
  });

  test("filters choose by site, time, failure and run, and a limit leaves the newest", async (open) => {
    let now = 1000;
    const history = await open({ clock: () => now });
    const first = await begin(history);
    await job(first, { state: "failed" });
    await job(first, { state: "ok" }, { site: "blog" });
    await first.end();
    now = 2000;
    const second = await begin(history);
    await job(second, { state: "ok" });
    await job(second, { state: "failed" }, { site: "blog" });
    await second.end();
    const jobs = async (filter: Parameters<BackupHistory["jobs"]>[0]) =>
      (await Array.fromAsync(history.jobs(filter))).map((each) =>
        `${each.run === first.id ? 1 : 2} ${each.site} ${each.state}`
      );
    const runs = async (filter: Parameters<BackupHistory["runs"]>[0]) =>
      (await Array.fromAsync(history.runs(filter))).map(({ id }) => id === first.id ? 1 : 2);
    assertEquals(await jobs({ sites: ["shop"] }), ["2 shop ok", "1 shop failed"]);
    assertEquals(await jobs({ sites: [] }), []);
    assertEquals(await jobs({ since: 1500 }), ["2 blog failed", "2 shop ok"]);
    assertEquals(await jobs({ failed: true }), ["2 blog failed", "1 shop failed"]);
    assertEquals(await jobs({ failed: true, sites: ["blog"] }), ["2 blog failed"]);
    assertEquals(await jobs({ run: first.id, limit: 1 }), ["1 blog ok"]);
    const many = Array.from({ length: 10_000 }, (_, n) => `site-${n}`);
    assertEquals(await jobs({ sites: [...many, "blog"] }), ["2 blog failed", "1 blog ok"]);
    assertEquals(await runs({}), [2, 1]);
    assertEquals(await runs({ limit: 1 }), [2]);
    assertEquals(await runs({ since: 1001 }), [2]);
    assertEquals(await runs({ sites: ["shop"], failed: true }), [1]);
    assertEquals(await runs({ sites: ["nobody"] }), []);
    await history.close();
  });

  test("more than a page is read in order, and others write meanwhile", async (open) => {
    const [history, writer] = [await open(), await open()];
    const run = await begin(writer);
    for (let n = 0; n < 1200; n++) await job(run, { state: "ok" }, { attempt: n });
    const read: number[] = [];
    for await (const { attempt } of history.jobs()) {
      if (read.push(attempt) % 400 === 0) await job(run, { state: "ok" }, { attempt: 5000 });
    }
    assertEquals(read, Array.from({ length: 1200 }, (_, n) => 1199 - n));
    for await (const _ of history.jobs()) break;
    await run.end();
    await history.close();
    await writer.close();
  });

  test("a group is a site and a profile, and has the newest jobs alone", async (open) => {
    const history = await open();
    const run = await begin(history);
    for (let n = 0; n < 1100; n++) {
      await job(run, { state: "ok" }, { site: `site-${String(n).padStart(4, "0")}` });
    }
    for (let attempt = 1; attempt <= RECENT + 5; attempt++) {
      await job(run, { state: "ok" }, { attempt, profile: 2 });
    }
    await job(run, { state: "ok" });
    await run.end();
    const groups = await Array.fromAsync(history.groups());
    assertEquals(groups.length, 1102);
    assertEquals(groups.at(0)?.site, "shop");
    assertEquals(groups.slice(0, 2).map(({ profile }) => profile), [1, 2]);
    assertEquals(groups[1]?.jobs.length, RECENT);
    assertEquals(groups[1]?.jobs[0]?.attempt, RECENT + 5);
    assertEquals(groups.at(-1)?.site, "site-1099");
    await history.close();
  });

  test("what was proven of files proves nothing of others that took their place", async (open) => {
    const history = await open();
    const run = await begin(history);
    const job = await run.beginJob(SHOP);
    const backup = await job.backup(BACKUP);
    const place = { kind: "folder", place: "/backups" } as const;
    const copy = await job.copy(backup, { ...place, files: FILES });
    await job.proof(copy, READ);
    assertEquals(await job.copy(backup, { ...place, files: FILES }), copy);
    const verdict = async () => (await history.copies(backup))[0]?.proof?.verdict;
    assertEquals(await verdict(), "good");
    await job.copy(backup, { ...place, files: [{ name: "site.jpa", size: 9, sha256: undefined }] });
    assertEquals(await verdict(), "not checked");
    await job.end({ state: "ok" });
    await run.end();
    await history.close();
  });

  test("a copy whose files another backup has replaced is not there any more", async (open) => {
    const history = await open({ clock: () => 7000 });
    const run = await begin(history);
    const job = await run.beginJob(SHOP);
    const place = { kind: "folder", place: "/backups" } as const;
    const [file] = FILES;
    assert(file !== undefined);
    const other = { ...file, sha256: "cd".repeat(32) };
    const copyOf = async (record: number, at: string, files: NewCopy["files"]) => {
      const backup = await job.backup({ ...BACKUP, record });
      const copy = await job.copy(backup, { ...place, place: at, files });
      await job.proof(copy, READ);
      return backup;
    };
    const replaced = await copyOf(41, "/backups", FILES);
    const elsewhere = await copyOf(42, "/others", FILES);
    const same = await copyOf(43, "/backups", [{ ...file, name: "site.j01" }]);
    const newest = await copyOf(44, "/backups", [other]);
    const removed = async (backup: number) => (await history.copies(backup))[0]?.removed;
    assertEquals(
      await Promise.all([replaced, elsewhere, same, newest].map(removed)),
      [7000, undefined, undefined, undefined],
    );
    // It is brought back.
    await copyOf(41, "/backups", FILES);
    assertEquals(await Promise.all([replaced, newest].map(removed)), [undefined, 7000]);
    await run.end();
    await history.close();
  });

  test("a decision to remove is known before it is done, and after", async (open) => {
    const history = await open({ clock: () => 7000 });
    const run = await begin(history);
    const job = await run.beginJob(SHOP);
    const backup = await job.backup(BACKUP);
    const there = await job.copy(backup, { kind: "site", place: "", files: FILES });
    const here = await job.copy(backup, { kind: "folder", place: "/backups", files: FILES });
    await job.removing(there, { rule: "--delete-remote", coveredBy: here });
    const decision = {
      id: 1,
      run: run.id,
      job: job.id,
      site: "shop",
      copy: there,
      backup,
      record: BACKUP.record,
      kind: "site",
      place: "",
      rule: "--delete-remote",
      coveredBy: here,
      decided: 7000,
      done: undefined,
    } as const;
    assertEquals(await Array.fromAsync(history.decisions()), [decision]);
    assertEquals((await history.copies(backup)).map(({ removed }) => removed), [
      undefined,
      undefined,
    ]);
    await job.removed(there);
    const done = [{ ...decision, done: 7000 }];
    assertEquals(await Array.fromAsync(history.decisions({ run: run.id })), done);
    assertEquals(await Array.fromAsync(history.decisions({ sites: ["blog"] })), []);
    assertEquals((await history.copies(backup)).map(({ removed }) => removed), [7000, undefined]);
    await job.end({ state: "ok" });
    await run.end();
    await history.close();
  });

  test("every backup is known with its copies, and stays pinned until it is not", async (open) => {
    const history = await open();
    const run = await begin(history, ["shop", "blog"]);
    await goodJob(run, { record: 1, archive: "one.jpa" }, { slot: 500 });
    await goodJob(run, { record: 2, archive: "two.jpa" });
    await goodJob(run, { record: 9, archive: "blog.jpa" }, {
      site: "blog",
      address: "https://b.example",
    });
    const [, first] = await Array.fromAsync(history.backups());
    assertEquals(first?.backup.record, 1);
    assertEquals([first?.slot, first?.pinned, first?.copies[0]?.proof?.verdict], [
      500,
      undefined,
      "good",
    ]);
    await history.pin(first?.backup.id ?? 0, "for ever");
    await history.pin(first?.backup.id ?? 0, "for now");
    const pins = async () => {
      const found = await Array.fromAsync(history.backups(["shop"]));
      return found.map(({ backup, pinned }) => [backup.record, pinned]);
    };
    assertEquals(await pins(), [[1, "for now"], [2, undefined]]);
    await history.pin(first?.backup.id ?? 0, undefined);
    assertEquals(await pins(), [[1, undefined], [2, undefined]]);
    await run.end();
    await history.close();
  });

  test("a site that was looked at again keeps what was not seen this time", async (open) => {
    const history = await open();
    const run = await begin(history);
    const job = await run.beginJob(SHOP);
    await job.observe({ product: "joomla", version: "10.2.0", freeBytes: 5, looked: 7000 });
    await job.observe({ version: "10.2.1", tlsExpires: 9000 });
    const { at: _, ...seen } = await history.seen("shop") ?? {};
    assertEquals(seen, {
      product: "joomla",
      version: "10.2.1",
      level: undefined,
      latestVersion: undefined,
      tlsExpires: 9000,
      clockAheadMs: undefined,
      freeBytes: 5,
      looked: 7000,
    });
    await run.end();
    await history.close();
  });

  test("no secret is kept, and no text without end", async (open) => {
    const history = await open({ redact: (text) => text.replaceAll("Wordy", "[redacted]") });
    const run = await history.beginRun({
      command: "run",
      options: { description: "Wordy", url: "sftp://me:pw@x.example/", verify: true },
      sites: ["Wordy"],
    });
    const job = await run.beginJob({ ...SHOP, site: "Wordy", address: "https://me:pw@x.example" });
    await job.backup({ ...BACKUP, archive: "Wordy.jpa" });
    await job.warn("Wordy");
    for (let n = 0; n < 300; n++) await job.warn("x".repeat(10_000));
    await job.observe({ version: "Wordy" });
    await job.end({ state: "failed", message: "Wordy", hint: "at https://me:pw@x.example" });
    await run.end();
    const [found] = await Array.fromAsync(history.jobs({ sites: ["Wordy"] }));
    const all = JSON.stringify([await history.run(run.id), found, await history.seen("Wordy")]);
    assertEquals([/Wordy|pw@/.test(all), /\[redacted\]/.test(all)], [false, true]);
    assertEquals((await history.run(run.id))?.options["verify"], true);
    assertEquals(found?.warnings.length, 200);
    assertEquals(found?.warnings.every(({ length }) => length <= 2001), true);
    await history.close();
  });

  test("names of any letters come back as they were", async (open) => {
    const history = await open();
    const names = [
      "",
      " ",
      "a'b\"c;--",
      "日本",
      "👩‍💻",
      "a\nb",
      "%_",
      "r-20260101-000000-0000",
    ];
    const run = await begin(history, names);
    for (const site of names) await job(run, { state: "ok" }, { site });
    assertEquals((await history.run(run.id))?.sites, names);
    for (const site of names) {
      const found = await Array.fromAsync(history.jobs({ sites: [site] }));
      assertEquals(found.map((each) => each.site), [site]);
    }
    const groups = (await Array.fromAsync(history.groups())).map(({ site }) => site);
    assertEquals(groups.toSorted(), names.toSorted());
    // What no database keeps is replaced, and what follows it is kept.
    await job(run, { state: "failed", message: "a\u0000b\ud83d" }, { site: "odd" });
    const [odd] = await Array.fromAsync(history.jobs({ sites: ["odd"] }));
    assertEquals(odd?.message, "a\ufffdb\ufffd");
    await run.end();
    await history.close();
  });

  test("whoever uses it after it was closed is told", async (open) => {
    const history = await open();
    await history.close();
    const error = await assertRejects(() => begin(history), SitehaulError);
    assertEquals(error.code, "history/unusable");
    await assertRejects(() => history.interrupted(), SitehaulError);
  });
}
