import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ALL_TERMINALS, cli, jsonLines, type Surroundings } from "./fake_world.ts";
import { NO_RECORD, RECORD, type ScriptedSite, scriptedSite, SECRET } from "./scripted_site.ts";

const VARIABLES = { SITEHAUL_SECRET: SECRET };

/** Runs a command on a site that answers from a script. */
function on(site: ScriptedSite, around: Surroundings = {}) {
  return (...args: string[]) =>
    cli(args, { variables: VARIABLES, transport: site.transport, ...around });
}

Deno.test("endpoints lists the catalogue, with full addresses for a site", async () => {
  const args = ["endpoints", "--product", "wordpress", "--version", "7.7.1", "https://a.example"];
  const { status, stdout, stderr } = await cli([...args, "--json"]);
  const entries: Record<string, unknown>[] = JSON.parse(stdout);
  assertEquals([status, stderr, entries.length], [0, "", 4]);
  assertEquals(entries.filter(({ recommended }) => recommended).map(({ url, api }) => [url, api]), [
    [
      "https://a.example/wp-admin/admin-ajax.php?action=akeebabackup_api&option=com_akeeba" +
      "&view=api&format=raw",
      2,
    ],
  ]);
  for (const entry of entries) {
    assertEquals(
      ["product", "versions", "api", "url", "recommended", "note"].filter((key) => !(key in entry)),
      [],
    );
  }
  const human = (await cli(args)).stdout.trimEnd().split("\n");
  assertEquals(human.length, 5);
  assertMatch(human[0] ?? "", /PRODUCT +VERSIONS +API +ENDPOINT +NOTE/);
  assertMatch(human[1] ?? "", /^\* .*v2 +https:\/\/a\.example\/wp-admin\/admin-ajax\.php\?/);
  assertEquals(human.slice(2).filter((line) => line.startsWith("*")), []);
});

Deno.test("endpoints takes another plugin folder, and one API version", async () => {
  const { stdout } = await cli(
    ["endpoints", "--product=wordpress", "--version=7.x", "--folder", "mine", "--api=1", "--json"],
  );
  const urls = JSON.parse(stdout).map(({ url }: { url: string }) => url.split("?")[0]);
  assertEquals(urls, [
    "wp-content/plugins/mine/app/index.php",
    "wp-content/plugins/mine/app/remote.php",
  ]);
});

Deno.test("detect tells all about a site", async () => {
  const run = on(scriptedSite());
  const { status, stdout, stderr } = await run("detect", "https://a.example", "--json");
  assertEquals([status, stderr], [0, ""]);
  const { attempts, ...found } = JSON.parse(stdout);
  assertEquals(found, {
    schema: 1,
    site: "https://a.example/",
    endpoint: "https://a.example/index.php?option=com_akeebabackup&view=api&format=raw",
    api: 2,
    level: 600,
    product: "joomla",
    version: "10.2.1",
    edition: "pro",
    credential: "secret",
    requests: found.requests,
  });
  assertEquals(Object.keys(attempts[0]).sort(), ["api", "ms", "outcome", "url"]);
  const human = await run("detect", "https://a.example");
  assertStringIncludes(
    human.stdout,
    "Akeeba Backup for Joomla! Professional 10.2.1 (API level 600)",
  );
  assertEquals(human.stdout.includes("OUTCOME"), false);
  const explained = await run("detect", "https://a.example", "--explain");
  assertMatch(explained.stdout, /OUTCOME[^]*v2 +POST +secret +\d+ +10\.2\.1, level 600/);
});

Deno.test("test says what scripts look for", async () => {
  const run = on(scriptedSite());
  assertEquals(await run("test", "https://a.example"), {
    status: 0,
    stdout: "Successful connection to site\n" +
      "Using the JSON API v2, authenticating with the Secret Word\n" +
      "Akeeba Backup for Joomla! Professional 10.2.1 (API level 600)\n",
    stderr: "",
  });
  const core = on(
    scriptedSite({ getVersion: () => ({ api: "400", component: "8.0.3", edition: "core" }) }),
  );
  assertMatch((await core("test", "https://a.example")).stdout, / Core 8\.0\.3 \(API level 400\)/);
  const { ok, api, attempts } = JSON.parse((await run("test", "a.example", "--json")).stdout);
  assertEquals([ok, api, attempts], [true, 2, undefined]);
});

Deno.test("a site that is remembered is asked once, unless that is not wanted", async () => {
  const cache = await Deno.makeTempDir();
  try {
    const site = scriptedSite();
    const run = on(site, { variables: { ...VARIABLES, SITEHAUL_CACHE: cache } });
    await run("profiles", "https://a.example");
    await run("profiles", "https://a.example");
    assertEquals(site.methods(), ["getVersion", "getProfiles", "getProfiles"]);
    await run("profiles", "https://a.example", "--no-cache");
    assertEquals(site.methods().slice(3), ["getVersion", "getProfiles"]);
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
});

Deno.test("a wrong secret is said, with what to look at, and with the attempts on request", async () => {
  const run = on(scriptedSite(), { variables: { SITEHAUL_SECRET: "wrong and planted" } });
  const { status, stdout, stderr } = await run("test", "https://a.example");
  assertEquals([status, stdout], [42, ""]);
  assertMatch(stderr, /^sitehaul: .+\nhint: .+\n$/);
  const explained = await run("test", "https://a.example", "--explain");
  assertMatch(explained.stderr, /^API .*OUTCOME.*\n(v\d .*\n)+sitehaul: .+\nhint: .+\n$/);
  const json = JSON.parse((await run("test", "https://a.example", "--json")).stdout);
  assertEquals([json.code, json.exit, Array.isArray(json.attempts)], ["auth/denied", 42, true]);
});

Deno.test("list prints records, obsolete ones as such, and nothing that a terminal obeys", async () => {
  const run = on(scriptedSite());
  const { status, stdout } = await run("list", "https://a.example");
  assertEquals(status, 0);
  assertEquals(stdout.trimEnd().split("\n"), [
    "ID  START (UTC)          STATUS    PROFILE  PARTS     SIZE  DESCRIPTION",
    "41  2026-03-01 02:00:00  ok              1      2     11 B  Nightly red second line",
    "40  2026-03-01 02:00:00  obsolete        1      1  1.4 GiB  Nightly red second line",
  ]);
  const json = JSON.parse((await run("list", "https://a.example", "--json")).stdout);
  const { description, files: _, lost: __, ...first } = json[0];
  assertEquals(description, RECORD.description);
  assertEquals(first, {
    id: 41,
    status: "complete",
    start: "2026-03-01T02:00:00.000Z",
    end: "2026-03-01T02:03:20.000Z",
    profile: 1,
    parts: 2,
    size: 11,
    meta: "ok",
    type: "full",
    origin: "json",
    archive: "site-20260301.jpa",
    path: null,
    comment: "",
    backupId: "",
    frozen: false,
    remote: null,
  });
  const one = await run("list", "https://a.example", "--from", "1", "--limit=1", "--json");
  assertEquals(JSON.parse(one.stdout).map(({ id }: { id: number }) => id), [40]);
});

Deno.test("list says so when there is nothing", async () => {
  const run = on(scriptedSite({ listBackups: () => [] }));
  assertEquals((await run("list", "https://a.example")).stdout, "There are no backups.\n");
  assertEquals((await run("list", "https://a.example", "--json")).stdout, "[]\n");
});

Deno.test("list does not say that there are no backups when all of them are skipped", async () => {
  const run = on(scriptedSite());
  const { stdout } = await run("list", "https://a.example", "--from", "100");
  assertEquals(stdout, "There are no more than 100 backups: --from 100 skips all of them.\n");
  const json = await run("list", "https://a.example", "--from", "100", "--json");
  assertEquals(json.stdout, "[]\n");
});

Deno.test("show prints a record and its parts; one that is not there ends with 110", async () => {
  const run = on(scriptedSite());
  const { stdout } = await run("show", "https://a.example", "41");
  assertMatch(stdout, /^Backup +41\n[^]*Status +ok \(complete\)\n/);
  assertMatch(
    stdout,
    /PART +SIZE +FILE\n +1 +5 B +site-20260301\.jpa\n +2 +6 B +site-20260301\.j01/,
  );
  const json = JSON.parse((await run("show", "https://a.example", "41", "--json")).stdout);
  assertEquals(json.files, RECORD.filenames);
  assertEquals((await run("show", "https://a.example", "7")).status, 110);
});

Deno.test("profiles are listed with widths that fit wide letters", async () => {
  const run = on(scriptedSite());
  assertEquals(
    (await run("profiles", "https://a.example")).stdout,
    "ID  NAME\n 1  Default\n 2  Daten 数据\n",
  );
  assertEquals(JSON.parse((await run("profiles", "https://a.example", "--json")).stdout), [
    { id: 1, name: "Default" },
    { id: 2, name: "Daten 数据" },
  ]);
});

Deno.test("delete asks on a terminal, goes on without one, and makes sure", async () => {
  const gone = () => {
    let isGone = false;
    return scriptedSite({
      getBackupInfo: () => isGone ? NO_RECORD : RECORD,
      delete: () => isGone = true,
    });
  };
  const asked: string[] = [];
  const answer = (yes: boolean): Surroundings => ({
    terminal: ALL_TERMINALS,
    ask: (question) => Promise.resolve(asked.push(question) > 0 && yes),
  });
  const [refused, agreed, unasked, silent] = [gone(), gone(), gone(), gone()];
  const no = await on(refused, answer(false))("delete", "https://a.example", "41");
  assertEquals([no.status, refused.methods()], [130, []]);
  assertStringIncludes(no.stderr, "Nothing was deleted");
  const yes = await on(agreed, answer(true))("delete", "https://a.example", "41");
  assertEquals([yes.status, yes.stdout], [0, "Backup 41 was deleted.\n"]);
  assertEquals(asked, Array(2).fill("Delete backup 41 of https://a.example/ with its files?"));
  const sure = await on(unasked, answer(false))("delete", "https://a.example", "41", "--yes");
  const script = await on(silent)("delete", "https://a.example", "41", "--json");
  assertEquals([sure.status, script.status, asked.length], [0, 0, 2]);
  assertEquals(JSON.parse(script.stdout), {
    schema: 1,
    ok: true,
    site: "https://a.example/",
    id: 41,
  });
});

Deno.test("delete-files fails when the files are still there", async () => {
  const run = on(scriptedSite({ deleteFiles: () => true }));
  const { status, stderr } = await run("delete-files", "https://a.example", "41");
  assertEquals(status, 106);
  assertStringIncludes(stderr, "site-20260301.j01");
});

Deno.test("update ends with 1 when there is none, and tells its stages when there is one", async () => {
  const level = (api: number) => () => ({ api, component: "8.0.3", edition: "pro" });
  const none = on(scriptedSite({
    getVersion: level(400),
    updateGetInformation: () => ({ hasUpdate: false }),
  }));
  const { status, stdout, stderr } = await none("update", "https://a.example");
  assertEquals([status, stdout], [1, ""]);
  assertStringIncludes(stderr, "There is no update");
  const some = on(scriptedSite({
    getVersion: level(400),
    updateGetInformation: () => ({ hasUpdate: true, version: "8.0.4", maturity: "rc" }),
    updateDownload: () => true,
    updateExtract: () => true,
    updateInstall: () => true,
    updateCleanup: () => true,
  }));
  const events = jsonLines((await some("update", "https://a.example", "--json")).stdout);
  assertEquals(events.map(({ type, stage }) => stage ?? type), [
    "download",
    "extract",
    "install",
    "cleanup",
    "result",
  ]);
  assertEquals((await some("update", "https://a.example", "--min-stability=stable")).status, 112);
});

Deno.test("version and help need nothing", async () => {
  for (const args of [["version"], ["--version"]]) {
    assertMatch((await cli(args)).stdout, /^sitehaul \d+\.\d+\.\d+\nTest 1\.0, linux\n$/);
  }
  const { version } = JSON.parse((await cli(["version", "--json"])).stdout);
  const { version: declared } = JSON.parse(
    (await Deno.readTextFile(new URL("../../deno.json", import.meta.url))).replaceAll(
      /\/\/ .*/g,
      "",
    ),
  );
  assertEquals(version, declared);
  const bare = await cli([]);
  assertEquals(bare, await cli(["help"]));
  assertEquals(bare, await cli(["--help"]));
  assertEquals([bare.status, bare.stderr], [0, ""]);
});
