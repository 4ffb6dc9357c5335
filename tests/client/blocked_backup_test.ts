/** Backups through blocks, outages and pages in the place of answers. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { connect } from "../../mod.ts";
import {
  DEFAULT_SECRET,
  type Mischief,
  serve,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";
import { archiveOf, callsOf, type Outcome, simulate, take, type TestSite } from "./backup_site.ts";

const JOOMLA: SimulatorOptions = { product: "joomla", version: "10.2.1" };
const WORDPRESS: SimulatorOptions = { product: "wordpress", version: "9.1.1", language: "de" };

const PAGE = "<!DOCTYPE html><html><head><title>Zugriff verweigert</title></head></html>";

/** Takes a backup through trouble that begins with its 4th step. */
async function through(
  trouble: Mischief,
  options: SimulatorOptions = JOOMLA,
  ...shown: readonly ((data: Readonly<Record<string, unknown>>) => object)[]
): Promise<Outcome & TestSite & { readonly searched: number }> {
  const site = simulate(options);
  const client = await site.connectWith();
  for (const showRecord of shown) {
    const reshape = (data: unknown) => showRecord(data as Record<string, unknown>) as never;
    site.simulator.arm({ match: { method: "getBackupInfo" }, times: 40, reshape });
  }
  const found = callsOf(site.simulator, "getVersion").length;
  site.simulator.arm({ since: { method: "stepBackup", nth: 4 }, ...trouble });
  const outcome = await take(client);
  const searched = callsOf(site.simulator, "getVersion").length - found;
  return { ...outcome, ...site, searched };
}

/** The sizes of the archive of a backup that nothing disturbs. */
async function calmSizes(options: SimulatorOptions): Promise<number[]> {
  const client = await simulate(options).connectWith();
  const { record } = await take(client);
  return (await archiveOf(client, record?.id ?? 0)).map(({ length }) => length);
}

const SIX_SECONDS = { forMs: 6000 };

Deno.test.each<[string, Mischief, number]>([
  ["mod_evasive refuses", { http: { status: 403, body: PAGE } }, 0],
  ["mod_evasive refuses, and begins anew", { http: { status: 403 }, isProlonged: true }, 0],
  ["ModSecurity refuses", { http: { status: 406 } }, 0],
  ["there is a rate limit", { http: { status: 429, retryAfter: "3" } }, 0],
  ["CloudLinux refuses", { http: { status: 508 } }, 0],
  ["its bandwidth is used up", { http: { status: 509 } }, 0],
  ["nobody takes the connection", { refuseConnection: true }, 0],
  ["nginx has no PHP to pass it to", { http: { status: 502 } }, 1],
  ["nginx limits the rate", { http: { status: 503 } }, 1],
  ["the connection breaks", { loseRequest: true }, 1],
  ["a captcha is shown", { page: PAGE, status: 202 }, 1],
  ["its API has no database", { refuse: { status: 0, text: "Could not connect to MySQL." } }, 1],
])("a backup is completed although %s for some seconds", async (_, trouble, guesses) => {
  const { record, error, simulator, searched, connectWith } = await through({
    ...SIX_SECONDS,
    ...trouble,
  });
  assertEquals(error, undefined);
  assertEquals([record?.status, record?.guessedSteps], ["complete", guesses]);
  assertEquals([simulator.overlaps, searched], [1, 0]);
  const bytes = await archiveOf(await connectWith(), record?.id ?? 0);
  assertEquals(bytes.map(({ length }) => length), await calmSizes(JOOMLA));
});

Deno.test.each<[string, Mischief]>([
  ["its database is down", { databaseDown: true }],
  ["it is in maintenance", { maintenance: true }],
])(
  "a backup of a WordPress in German is completed although %s for some minutes",
  async (_, trouble) => {
    const { record, error, simulator, searched } = await through(
      { forMs: 5 * 60_000, ...trouble },
      WORDPRESS,
    );
    assertEquals([error, record?.status], [undefined, "complete"]);
    assertEquals([simulator.overlaps, searched], [1, 0]);
  },
);

Deno.test("a step whose answer a firewall replaced has been done, and is not done twice", async () => {
  const { record, simulator, connectWith } = await through({
    match: { method: "stepBackup" },
    times: 1,
    page: PAGE,
    status: 403,
  });
  assertEquals([record?.status, record?.guessedSteps], ["complete", 0]);
  const bytes = await archiveOf(await connectWith(), record?.id ?? 0);
  assertEquals(bytes.map(({ length }) => length), await calmSizes(JOOMLA));
  const calm = simulate(JOOMLA);
  await take(await calm.connectWith());
  const steps = callsOf(calm.simulator, "stepBackup").length;
  assertEquals(callsOf(simulator, "stepBackup").length, steps);
});

Deno.test("a last step whose answer a firewall replaced ends the backup, which is complete", async () => {
  const site = simulate(JOOMLA);
  await take(await site.connectWith());
  const steps = callsOf(site.simulator, "stepBackup").length;
  site.simulator.arm({ match: { method: "stepBackup", nth: steps }, page: PAGE, status: 403 });
  const { record } = await take(await site.connectWith());
  assertEquals([record?.status, record?.guessedSteps], ["complete", 0]);
  assertEquals(callsOf(site.simulator, "stepBackup").length, 2 * steps);
});

Deno.test("a refusal that comes late may come from something that gave up waiting: nothing is sent beside the step", async () => {
  const { record, simulator } = await through(
    { match: { method: "stepBackup", nth: 1 }, gateway: { waitsMs: 30_000, status: 403 } },
    { ...JOOMLA, stepMs: 120_000 },
  );
  assertEquals([record?.status, record?.guessedSteps, simulator.overlaps], ["complete", 1, 1]);
});

Deno.test("a record that moves after a refusal is watched as after any lost answer", async () => {
  let size = 0;
  const { record } = await through(
    {
      match: { method: "stepBackup" },
      times: 1,
      http: { status: 403 },
    },
    JOOMLA,
    (data) => {
      // Something is at work for a minute and a half.
      size = Math.min(18, size + 1);
      return { ...data, filenames: [{ part: 1, name: "a.jpa", size }] };
    },
  );
  assertEquals([record?.status, record?.guessedSteps], ["complete", 1]);
});

Deno.test("a block that stays ends the backup, and the error says what it is and what is left", async () => {
  const { error, record, simulator, searched } = await through({
    http: { status: 403, body: PAGE, retryAfter: "120" },
  });
  assertEquals([record, error?.code, error?.exit], [undefined, "backup/stalled", 120]);
  assertMatch(
    error?.message ?? "",
    /^Backup 1 is left unfinished on the server: something in front/,
  );
  assertMatch(error?.message ?? "", /HTTP 403, page "Zugriff verweigert", Retry-After: 120\)/);
  assertMatch(error?.message ?? "", /for 30 minutes$/);
  assertEquals([searched, callsOf(simulator, "stepBackup").length], [0, 4]);
  assert(callsOf(simulator, "getBackupInfo").length < 60, "it asks ever less often");
});

Deno.test("steps that are always refused, while all else is answered, end the backup", async () => {
  const { error, simulator } = await through({
    match: { method: "stepBackup" },
    http: { status: 403, body: PAGE },
  });
  assertEquals([error?.code, error?.exit], ["backup/stalled", 120]);
  assertMatch(
    error?.message ?? "",
    /^Backup 1 is left unfinished .*refuses the request \(HTTP 403/,
  );
  // Three were answered, and after five in a row it is enough.
  assertEquals(callsOf(simulator, "stepBackup").length, 3 + 6);
});

Deno.test.each(["getProfiles", "listBackups"])(
  "a block before the start, at %s, is outlasted",
  async (method) => {
    const { simulator, connectWith } = simulate(JOOMLA);
    const client = await connectWith();
    simulator.arm({ since: { method }, forMs: 10 * 60_000, http: { status: 503 } });
    const { record } = await take(client);
    assertEquals([record?.status, callsOf(simulator, "startBackup").length], ["complete", 1]);
  },
);

/** Takes a backup whose start meets trouble. */
async function started(
  trouble: Mischief,
): Promise<Outcome & TestSite & { readonly starts: number }> {
  const site = simulate(JOOMLA);
  const client = await site.connectWith();
  site.simulator.arm({ since: { method: "startBackup" }, ...trouble });
  const outcome = await take(client);
  return { ...outcome, ...site, starts: callsOf(site.simulator, "startBackup").length };
}

Deno.test.each([403, 406, 429, 508, 509])(
  "a start that is refused with HTTP %i is sent again when nothing came of it",
  async (status) => {
    const { record, error, simulator, starts } = await started({
      ...SIX_SECONDS,
      http: { status },
    });
    assertEquals([error, record?.status, record?.guessedSteps], [undefined, "complete", 0]);
    assertEquals([starts, simulator.site.records.length], [2, 1]);
  },
);

Deno.test("a start whose answer a firewall replaced has been made, and is not made twice", async () => {
  const { record, simulator, starts } = await started({ times: 1, page: PAGE, status: 403 });
  assertEquals([record?.status, record?.guessedSteps], ["complete", 0]);
  assertEquals([starts, simulator.site.records.length], [1, 1]);
});

Deno.test("a start is not sent again where something else has begun a backup meanwhile", async () => {
  const site = simulate(JOOMLA);
  const client = await site.connectWith();
  site.simulator.arm({ since: { method: "startBackup" }, forMs: 6000, http: { status: 403 } });
  const taking = take(client);
  await site.time.sleep(5000);
  site.simulator.site.addRecord({ status: "run", description: "Somebody else's" });
  const { error } = await taking;
  assertEquals(error?.code, "backup/already-running");
  assertEquals(callsOf(site.simulator, "startBackup").length, 1);
});

Deno.test("a start that is always refused ends with what it is, and nothing was started", async () => {
  const trouble = { match: { method: "startBackup" }, http: { status: 403, body: PAGE } };
  const { error, simulator, starts } = await started(trouble);
  assertEquals([error?.code, error?.exit], ["site/blocked", 101]);
  assertMatch(
    error?.message ?? "",
    /^No backup was started: .*HTTP 403, page "Zugriff verweigert"/,
  );
  assertEquals([starts, simulator.site.records], [6, []]);
});

Deno.test("over real connections, a block and then a restart of the server do not end a backup", async () => {
  const { simulator, time } = simulate(JOOMLA);
  const http = { status: 403, body: PAGE };
  simulator.arm({ since: { method: "stepBackup", nth: 4 }, ...SIX_SECONDS, http });
  let server = await serve(simulator);
  const { port, url } = server;
  let [isDown, pauses] = [false, 0];
  const client = await connect(url, {
    secret: DEFAULT_SECRET,
    clock: time.clock,
    sleep: async (ms, signal) => {
      await time.sleep(ms, signal);
      // After more pauses than a single request has.
      if (isDown && ++pauses === 5) server = await serve(simulator, { port });
    },
  });
  try {
    const taking = client.takeBackup({ description: "Restarted" });
    let next = await taking.next();
    for (; !next.done; next = await taking.next()) {
      const { value: event } = next;
      if (event.type !== "step" || event.step !== 8 || isDown) continue;
      isDown = true;
      await server.close();
    }
    const record = next.value;
    assertEquals([record.status, record.guessedSteps, simulator.overlaps], ["complete", 0, 1]);
    assert(pauses >= 5, `${pauses} pauses`);
  } finally {
    await server.close();
  }
});
