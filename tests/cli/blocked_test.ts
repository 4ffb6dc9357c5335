/** Commands on sites that are blocked or down for a while, or for good. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Mischief } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { simulate, SITE } from "./backup_sites.ts";
import { jsonLines } from "./fake_world.ts";

const PAGE = "<html><title>Zugriff verweigert</title></html>";
const BLOCKED: Mischief = { http: { status: 403, body: PAGE, retryAfter: "30" } };
const AT_STEP_4 = { since: { method: "stepBackup", nth: 4 } };

Deno.test("what is waited for is told: what it is, until when, and for how long at most", async () => {
  const { run, simulator } = simulate();
  simulator.arm({ ...AT_STEP_4, forMs: 6000, ...BLOCKED });
  const { status, stdout } = await run(["backup", SITE, "--json"]);
  const [waiting] = jsonLines(stdout).filter(({ type }) => type === "waiting");
  const reason = 'Something in front of the site refuses the request (HTTP 403, page "Zugriff ' +
    'verweigert", Retry-After: 30)';
  assertEquals(status, 0);
  assertEquals(waiting, {
    schema: 1,
    type: "waiting",
    site: SITE + "/",
    reason,
    waitMs: 30_000,
    leftMs: 1_800_000,
  });
});

Deno.test("people read that it is waited", async () => {
  const { run, simulator } = simulate();
  simulator.arm({ ...AT_STEP_4, forMs: 6000, ...BLOCKED });
  const { status, stderr } = await run(["backup", SITE]);
  assertEquals(status, 0);
  assertMatch(stderr, /Retry-After: 30\); asking again in 30 s, for 30 min at most$/m);
});

Deno.test("a backup that a block ends says what it is, which record is left, and what is next", async () => {
  const { run, simulator } = simulate();
  simulator.arm({ ...AT_STEP_4, ...BLOCKED });
  const { status, stderr } = await run(["backup", SITE, "--quiet"]);
  assertEquals(status, 120);
  assertMatch(
    stderr,
    /^sitehaul: Backup 1 is left unfinished on the server: something in front of the site/m,
  );
  assertStringIncludes(stderr, 'HTTP 403, page "Zugriff verweigert", Retry-After: 30');
  assertMatch(stderr, /^hint: A firewall.* run the same backup once more/m);
});

Deno.test("--patience says for how long trouble is waited for, and the configuration does for its site", () =>
  inFolder(async (folder) => {
    const config = `${folder}/sitehaul.yaml`;
    const credential = 'credential: { secret: "${env:SITEHAUL_SECRET}" }';
    await Deno.writeTextFile(
      config,
      `version: 1\nsites:\n  - { name: shop, url: "${SITE}/", patience: 600, ${credential} }\n`,
    );
    for (
      const [args, most] of [
        [["shop", "--config", config], 600_000],
        [["shop", "--config", config, "--patience", "90"], 90_000],
        [[SITE, "--patience=0"], undefined],
        [[SITE], 1_800_000],
      ] as const
    ) {
      const { run, simulator } = simulate();
      simulator.arm({ ...AT_STEP_4, refuseConnection: true });
      const { status, stdout } = await run(["backup", ...args, "--json"]);
      const [waiting] = jsonLines(stdout).filter(({ type }) => type === "waiting");
      // The first attempt has taken some seconds itself.
      const left = waiting === undefined ? undefined : Math.ceil(Number(waiting["leftMs"]) / 1e4);
      const expected = most === undefined ? undefined : most / 1e4;
      assertEquals([status, left], [120, expected], args.join(" "));
    }
  }));

Deno.test("downloads have the same patience", async () => {
  const { run, simulator } = simulate();
  await run(["backup", SITE]);
  simulator.arm({ since: { method: /^download/ }, ...BLOCKED });
  await inFolder(async (dir) => {
    const args = ["download", SITE, "1", "--dir", dir, "--patience", "120", "--json"];
    const { status, stdout } = await run(args);
    const [waiting] = jsonLines(stdout).filter(({ type }) => type === "waiting");
    assertEquals([status, waiting?.["leftMs"]], [101, 120_000]);
  });
});

/** The command line in a hint, as words. */
function lineIn(stderr: string): string[] {
  const [, line = ""] = /: sitehaul (download .*)$/m.exec(stderr) ?? [];
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}

Deno.test.each<[string, readonly string[]]>([
  ["download", ["download", SITE, "1", "--mode", "chunk", "--delete-remote"]],
  ["backup", ["backup", SITE, "--download", "--delete-remote"]],
])(
  "the command line in the hint of a %s that a block ended gets the rest",
  (_, args) =>
    inFolder(async (folder) => {
      const { run, simulator } = simulate({ partSize: 60_000 });
      if (args[0] === "download") await run(["backup", SITE]);
      simulator.arm({ since: { method: /^download/, nth: 3 }, ...BLOCKED });
      const dir = `${folder}/it's here`;
      const { status, stderr } = await run([...args, "--dir", dir, "--connections", "1"]);
      assertEquals(status, 101);
      assertMatch(stderr, /[\d.]+ of [\d.]+ KiB are kept$/m);
      simulator.disarm();
      const asked = simulator.requests.length;
      const again = await run(
        lineIn(stderr.replaceAll("'\\''", "§")).map((word) => word.replaceAll("§", "'")),
      );
      assertEquals(again.status, 0, again.stderr);
      assertEquals(simulator.site.record(1)?.parts, []);
      const fetched = simulator.requests.slice(asked)
        .filter(({ apiMethod }) => apiMethod?.startsWith("download"));
      assert(fetched.length <= 2, "what was kept was not downloaded again");
    }),
);

Deno.test("no secret is in the command line that resumes", async () => {
  const { run, simulator } = simulate();
  await run(["backup", SITE]);
  simulator.arm({ since: { method: /^download/ }, ...BLOCKED });
  await inFolder(async (dir) => {
    const secret = simulator.options.secret;
    const args = ["download", SITE, "1", "--dir", dir, "--secret", secret];
    const { stderr } = await run(args, { variables: {} });
    assertMatch(stderr, /This resumes it: sitehaul download/);
    assertEquals(stderr.includes(secret), false);
  });
});

Deno.test("the drop-in knows --patience for backups and downloads", async () => {
  const { run, simulator } = simulate();
  simulator.arm({ ...AT_STEP_4, refuseConnection: true });
  const { status, stderr } = await run(["backup", `--host=${SITE}`, "--patience=60"]);
  assertEquals(status, 120);
  assertMatch(stderr, /it has been like this for 6\d s/);
});
