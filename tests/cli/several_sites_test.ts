/** Backups of several sites by one command. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { inFolder } from "../support/in_folder.ts";
import { ALL_TERMINALS, jsonLines } from "./fake_world.ts";
import { OTHER, simulate, simulateTwo, SITE } from "./backup_sites.ts";
import { Screen } from "./screen.ts";

Deno.test("of several sites the good ones are done, and the status is 121", async () => {
  const { run, simulator } = simulate();
  const sites = ["https://a.example", "https://user:hunter2@a.example/sub/", "not a site", SITE];
  const transport = (request: Request) =>
    new URL(request.url).hostname === "a.example"
      ? Promise.resolve(new Response("<title>Nothing here</title>", { status: 404 }))
      : simulator.handle(request);
  const human = await run(["backup", ...sites], { transport });
  assertEquals(human.status, 121);
  assertMatch(
    human.stdout,
    /^www\.example\.com {2,}backup 1, [\d.]+ KiB, on the server\n$/,
  );
  const end = human.stderr.slice(human.stderr.indexOf("\nsitehaul: ") + 1).trimEnd().split("\n");
  assertEquals(end[0], "sitehaul: 3 of 4 sites failed; the other is done");
  const hints = end.filter((line) => line.trim().startsWith("hint: "));
  assertEquals(new Set(hints).size, hints.length, "no hint is told twice");
  const failed = end.slice(1).filter((line) => !hints.includes(line));
  assertEquals(failed.map((line) => line.split(/ {2,}/)[0]), [
    "a.example",
    "a.example/sub",
    "a site without an address",
  ]);
  for (const line of failed) assertMatch(line, /^\S.* {2}\S.*[a-z]/, "each says why");
  const none = await run(["backup", ...sites.slice(0, 2)], { transport });
  assertMatch(none.stderr, /\nsitehaul: 2 of 2 sites failed\na\.example {2}/);
  assert(!(human.stderr + none.stderr).includes("hunter2"));
  const json = jsonLines((await run(["backup", ...sites, "--json"], { transport })).stdout);
  assertEquals(json.filter(({ type }) => type === "site").map(({ ok }) => ok), [
    false,
    false,
    false,
    true,
  ]);
  assertEquals([json.at(-1)?.["type"], json.at(-1)?.["code"]], ["error", "fleet/partial"]);
  const good = await run(["backup", SITE, OTHER, SITE, "--json"]);
  assertEquals([good.status, jsonLines(good.stdout).at(-1)], [
    0,
    { schema: 1, type: "result", ok: true, sites: 2 },
  ]);
});

Deno.test("the last line of several sites says how many, and which of them warned", async () => {
  const { run, simulator } = simulateTwo();
  assertEquals((await run(["backup", SITE, OTHER])).stdout.split("\n").at(-2), "2 sites backed up");
  simulator.arm({ match: { method: "stepBackup" }, times: 1, warnings: ["Cannot read /x", "/y"] });
  const { stdout } = await run(["backup", SITE, OTHER, "--quiet"]);
  assertEquals(stdout.split("\n").map((line) => line.replace(/, [\d.]+ KiB/, "")), [
    "www.example.com  backup 2, on the server, 2 warnings",
    "b.example        backup 2, on the server",
    "2 sites backed up; 2 warnings: www.example.com",
    "",
  ]);
});

Deno.test("on a terminal the reason of a failed site is told once, at the end", async () => {
  const { run, simulator } = simulate();
  const transport = (request: Request) =>
    request.url.startsWith(OTHER)
      ? Promise.resolve(new Response("<title>Nothing here</title>", { status: 404 }))
      : simulator.handle(request);
  const { stderr, stdout } = await run(["backup", SITE, OTHER], {
    transport,
    terminal: ALL_TERMINALS,
  });
  const screen = new Screen(80);
  screen.write(stderr);
  assertMatch(screen.text, /^sitehaul: 1 of 2 sites failed; the other is done\nb\.example {2}\S/);
  assert(screen.text.split("\n").every((line) => line.length < 80), screen.text);
  assertEquals(stdout.split("\n").length, 2);
});

Deno.test("sites are done at the same time where that is wanted, and only then", async () => {
  for (const most of [1, 2]) {
    const { run } = simulateTwo();
    const order: string[] = [];
    const onStdout = (text: string) => {
      const { type, site } = JSON.parse(text) as { type: string; site?: string };
      if (type === "started" || type === "site") order.push(`${type} ${site}`);
    };
    const args = ["backup", SITE, OTHER, "--json", "--parallel", `${most}`];
    assertEquals((await run(args, { onStdout })).status, 0);
    const first = order.slice(0, 2).map((each) => each.split(" ")[0]);
    assertEquals(first, most === 1 ? ["started", "site"] : ["started", "started"]);
  }
});

Deno.test("an interruption of several sites tells of each what is left there", async () => {
  const { run } = simulateTwo();
  const interruption = new AbortController();
  const began = new Set<string>();
  const onStderr = (text: string) => {
    for (const [site] of text.matchAll(/^\S+: step 3/gm)) began.add(site);
    if (began.size === 2) interruption.abort(new Error("Ctrl-C"));
  };
  const args = ["backup", SITE, OTHER, "--parallel", "2"];
  const { status, stderr } = await run(args, { signal: interruption.signal, onStderr });
  assertEquals(status, 130);
  const left = stderr.match(/Interrupted: the backup on the server was left as it is/g);
  assertEquals(left?.length, 2);
  assertMatch(
    stderr,
    /\nsitehaul: Interrupted during the backups of 2 sites\nhint: .+\n\S+ +Interrupted: .+\n\S+ +Interrupted: .+\n$/,
  );
});

Deno.test.each<[string, string[]]>([
  ["an address with and without its slash", [SITE, `${SITE}/`]],
  ["an address in capitals", [SITE, SITE.toUpperCase().replace("HTTPS", "https")]],
  ["an address with and without its scheme", ["www.example.com", SITE]],
  ["a page of the site", [SITE, `${SITE}/administrator/index.php`]],
  ["a word in capitals", ["shop", "SHOP"]],
  ["a name and its address", [SITE, "shop"]],
])(
  "a site that is named in two ways is backed up once: %s",
  (_, sites) =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(
        `${folder}/sitehaul.yaml`,
        `sites: [{ name: shop, url: ${SITE} }]\n`,
      );
      const { run, simulator } = simulate();
      const around = { folder };
      const args = ["backup", ...sites, "--parallel", "2", "--config=sitehaul.yaml"];
      const { status, stderr } = await run(args, around);
      assertEquals([status, simulator.site.records.length], [0, 1]);
      assertMatch(stderr, /^warning: .+; it counts once$/m);
    }),
);

Deno.test("two profiles of one site are backed up one after the other", () =>
  inFolder(async (folder) => {
    const site = (name: string) => `  - { name: ${name}, url: ${SITE} }\n`;
    await Deno.writeTextFile(`${folder}/sitehaul.yaml`, `sites:\n${site("files")}${site("data")}`);
    const { run } = simulate();
    const args = ["backup", "files", "data", "--parallel", "2", "--config=sitehaul.yaml"];
    const { status, stderr } = await run(args, { folder });
    assertEquals(status, 0, stderr);
    const order = [...stderr.matchAll(/^(files|data):/gm)].map(([, name]) => name).join(" ");
    assertMatch(order, /^(files ?)+(data ?)+$/);
  }));

Deno.test("--all is every configured site, in the order of the file, and a fleet even of one", () =>
  inFolder(async (folder) => {
    const site = (name: string, url: string) => `  - { name: ${name}, url: ${url} }\n`;
    const file = `${folder}/sitehaul.yaml`;
    const { run } = simulateTwo();
    const around = { folder };
    for (const sites of [site("z", SITE) + site("a", OTHER), site("z", SITE)]) {
      await Deno.writeTextFile(file, `sites:\n${sites}`);
      const args = ["backup", "--all", "--json", "--config=sitehaul.yaml"];
      const { status, stdout } = await run(args, around);
      const events = jsonLines(stdout).filter(({ type }) => type === "site");
      const names = Array.from(sites.matchAll(/name: (\w)/g), ([, name]) => name);
      assertEquals([status, events.map(({ site }) => site)], [0, names]);
      assertEquals(jsonLines(stdout).at(-1)?.["sites"], names.length);
    }
  }));

Deno.test("--all beside names or tags, or without any site, is refused before anything is sent", () =>
  inFolder(async (folder) => {
    const { run, simulator } = simulate();
    const configured = `${folder}/sitehaul.yaml`;
    await Deno.writeTextFile(configured, `sites: [{ name: a, url: ${SITE}, tags: [x] }]\n`);
    await Deno.writeTextFile(`${folder}/empty.yaml`, "sites: []\n");
    for (
      const [args, status, message] of [
        [["a", `--config=${configured}`], 2, "--all cannot be used with SITE"],
        [["--tag", "x", `--config=${configured}`], 2, "--all cannot be used with --tag"],
        [["--config=empty.yaml"], 35, `--all: there are no sites in ${folder}/empty.yaml`],
        [[], 35, "--all needs a configuration: there is none"],
      ] as const
    ) {
      const ran = await run(["backup", "--all", ...args], {
        folder: args.length === 0 ? "/" : folder,
      });
      assertEquals([ran.status, simulator.requests.length], [status, 0]);
      assertMatch(ran.stderr, new RegExp(message));
    }
  }));

Deno.test("each site that is not there is called as it was typed", () =>
  inFolder(async (folder) => {
    const { run } = simulate();
    const file = `${folder}/sitehaul.yaml`;
    await Deno.writeTextFile(file, "sites:\n  - { name: shop, url: www.example.com }\n");
    const { stderr } = await run(["backup", "shpo", "blgo", "--config", file]);
    assertMatch(
      stderr,
      /\nshpo {2}There is no site shpo .*\n(?:.*\n)*blgo {2}There is no site blgo/,
    );
  }));
