/** Commands on the sites that names, patterns and tags choose. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { COMMANDS } from "../../src/cli/commands.ts";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { cli, jsonLines, type Surroundings } from "./fake_world.ts";

const NAMES = ["shop-b", "shop-a", "blog", "forum"];

/** Four sites, of which the blog is down; each was backed up as often as its place in the file says. */
function simulateFour() {
  const hosts = new Map(
    NAMES.filter((name) => name !== "blog").map((name, index) => {
      const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
      for (let left = index; left >= 0; left--) simulator.site.addRecord({ description: name });
      return [`${name}.example`, simulator];
    }),
  );
  const requests: string[] = [];
  const transport = async (request: Request) => {
    const { hostname } = new URL(request.url);
    requests.push(hostname);
    const simulator = hosts.get(hostname);
    return await simulator?.handle(request) ?? new Response("gone", { status: 404 });
  };
  return { hosts, requests, transport };
}

const FILE = `defaults: { tags: [all-of-them] }
sites:
${
  NAMES.map((name) =>
    `  - { name: ${name}, url: "https://user:hunter2pass@${name}.example"` +
    `${
      name.startsWith("shop") ? ", tags: [shops, daily]" : name === "forum" ? "" : ", tags: [daily]"
    } }\n`
  ).join("")
}`;

interface Fleet extends ReturnType<typeof simulateFour> {
  readonly folder: string;
  readonly run: (line: string, around?: Surroundings) => ReturnType<typeof cli>;
}

function withFleet(test: (fleet: Fleet) => Promise<void>) {
  return () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/sitehaul.yaml`, FILE, { mode: 0o600 });
      const fleet = simulateFour();
      const run: Fleet["run"] = (line, around = {}) =>
        cli([...line.split(" "), `--config=${folder}/sitehaul.yaml`], {
          variables: { SITEHAUL_SECRET: DEFAULT_SECRET },
          transport: fleet.transport,
          folder,
          ...around,
        });
      await test({ ...fleet, folder, run });
    });
}

const sitesIn = (stdout: string) =>
  jsonLines(stdout).filter(({ type }) => type === "site").map(({ site, ok }) =>
    `${site}${ok ? "" : " failed"}`
  );

Deno.test.each<[string, string]>([
  ["shop-a shop-b", "shop-b shop-a"],
  ["shop-*", "shop-b shop-a"],
  ["SHOP-? forum", "shop-b shop-a forum"],
  ["{forum,shop-b}", "shop-b forum"],
  ["--tag daily --exclude blog", "shop-b shop-a"],
  ["--tag all-of-them --tag shops", "shop-b shop-a forum"],
  ["--all --exclude tag:daily", "forum"],
  ["--all --exclude shop-a --exclude b*", "shop-b forum"],
  ["forum --tag shops", "shop-b shop-a forum"],
])(
  "sites are chosen in the order of the file: %s",
  (line, expected) =>
    withFleet(async ({ run, requests }) => {
      const { status, stdout, stderr } = await run(`test ${line} --json`);
      assertEquals([status, sitesIn(stdout).join(" ")], [0, expected], stderr);
      assert(requests.length > 0);
    })(),
);

Deno.test.each<[string, (document: unknown) => unknown, unknown[]]>([
  ["test", (document) => Object(document).version, ["10.2.1", "10.2.1", "10.2.1"]],
  ["detect", (document) => Object(document).site, [
    "https://shop-b.example/",
    "https://shop-a.example/",
    "https://forum.example/",
  ]],
  ["list", (document) => (document as unknown[]).length, [1, 2, 3]],
  ["profiles", (document) => Object(document)[0].id, [1, 1, 1]],
  ["doctor", (document) => Object(document).ok, [true, true, true]],
])(
  "%s of many sites is an event for each, in order, and 121 if one fails",
  (command, part, expected) =>
    withFleet(async ({ run }) => {
      const { status, stdout } = await run(`${command} --all --json`);
      assertEquals([status, sitesIn(stdout)], [121, ["shop-b", "shop-a", "blog failed", "forum"]]);
      const good = jsonLines(stdout).filter(({ ok, type }) => ok && type === "site");
      assertEquals(good.map(({ result }) => part(result)), expected);
      assertEquals(jsonLines(stdout).at(-1)?.["code"], "fleet/partial");
      const alone = await run(`${command} shop-b --json`);
      assertEquals(alone.status, 0);
      assertEquals(part(JSON.parse(alone.stdout)), expected[0], "one that is named is a document");
      const few = await run(`${command} shop-* --json`);
      assertEquals([few.status, jsonLines(few.stdout).at(-1)], [
        0,
        { schema: 1, type: "result", ok: true, sites: 2 },
      ]);
    })(),
);

Deno.test(
  "people get a line or a block for each site, and the reasons of failures at the end",
  withFleet(async ({ run }) => {
    const test = await run("test --all");
    assertEquals(test.stdout.split("\n").map((line) => line.split(":")[0]), [
      "shop-b",
      "shop-a",
      "forum",
      "",
    ]);
    assertMatch(test.stdout, /^shop-b: Akeeba Backup .*10\.2\.1 \(API level \d+\), API v2$/m);
    assertMatch(test.stderr, /^sitehaul: 1 of 4 sites failed; the others are done\nblog {2}\S/m);
    const list = await run("list shop-*");
    assertMatch(list.stdout, /^shop-b:\nID .*\n +1 .*\nshop-a:\nID .*\n +2 .*\n +1 .*\n$/);
    assertEquals((await run("test shop-*")).stdout.split("\n").at(-2), "2 sites tested");
  }),
);

Deno.test(
  "the latest backups of several sites can be shown and downloaded, but no number of several",
  withFleet(async ({ run, folder, requests }) => {
    assertEquals((await run("backup shop-*")).status, 0);
    const shown = await run("show --tag shops latest --json");
    assertEquals(shown.status, 0, shown.stderr);
    const ids = jsonLines(shown.stdout).flatMap(({ result }) => result ? [Object(result).id] : []);
    assertEquals(ids, [2, 3]);
    const line = `download shop-a shop-b latest --dir ${folder}/{site} --json`;
    const fetched = await run(line);
    assertEquals(
      [fetched.status, sitesIn(fetched.stdout)],
      [0, ["shop-b", "shop-a"]],
      fetched.stderr,
    );
    for (const name of ["shop-a", "shop-b"]) {
      const names = [...Deno.readDirSync(`${folder}/${name}`)].map((file) => file.name);
      assert(names.some((file) => file.endsWith(".jpa")), names.join());
    }
    const before = requests.length;
    for (const command of ["show", "download"]) {
      const refused = await run(`${command} shop-* 1`);
      assertEquals(refused.status, 2);
      assertMatch(refused.stderr, /Backup 1 can be meant of one site only/);
      assertEquals((await run(`${command} shop-a`)).status, 31, "the id is missing, not the site");
      assertEquals((await run(`${command} --all`)).status, 31);
    }
    assertEquals((await run("download shop-* latest --url sftp://x@y/z")).status, 2);
    assertEquals((await run("download shop-* latest --part 1")).status, 2);
    assertEquals(requests.length, before);
  }),
);

Deno.test(
  "an update of several sites counts one that is up to date as done",
  withFleet(async ({ run }) => {
    const at = (options: object) =>
      createSimulator({ product: "wordpress", version: "7.4.0", ...options });
    const newer = at({ update: { version: "7.5.0", stability: "stable" } });
    const newest = at({});
    const transport = (request: Request) =>
      (new URL(request.url).hostname === "shop-b.example" ? newer : newest).handle(request);
    const { status, stdout, stderr } = await run("update shop-* --json", { transport });
    assertEquals([status, sitesIn(stdout)], [0, ["shop-b", "shop-a"]], stderr);
    const events = jsonLines(stdout).filter(({ type }) => type === "site");
    assertEquals(events.map(({ version }) => version), ["7.5.0", null]);
    assertEquals(
      (await run("update shop-a", { transport })).status,
      1,
      "alone, that is its status",
    );
  }),
);

/** What would be removed is asked of the history, and not of sites. */
const MANY = COMMANDS.filter(({ name, flags }) => "dry-run" in flags && name !== "prune");

Deno.test(
  "every command that works on several sites shows what it would do, and sends nothing",
  withFleet(async ({ run, requests, folder }) => {
    assert(MANY.length >= 8);
    for (const { name, positionals } of MANY) {
      const line = `${name} --all --exclude forum --dry-run${"id" in positionals ? " latest" : ""}`;
      const human = await run(line);
      assertEquals([human.status, human.stderr], [0, ""], line);
      const lines = human.stdout.trimEnd().split("\n");
      assertEquals(lines.map((each) => each.split(":")[0]), [
        "shop-b",
        "shop-a",
        "blog",
        "3 sites; nothing was sent",
      ]);
      assertMatch(lines[0] ?? "", /^shop-b: \w.* \(https:\/\/shop-b\.example\)$/);
      const json = jsonLines((await run(`${line} --json`)).stdout);
      assertEquals(json.map(({ type, dryRun }) => [type, dryRun]), [
        ["site", true],
        ["site", true],
        ["site", true],
        ["result", true],
      ]);
      assertEquals(json[0]?.["address"], "https://shop-b.example");
      assert(!(human.stdout + JSON.stringify(json)).includes("hunter2pass"));
    }
    const line =
      `backup shop-* --profile 2 --download --dir ${folder}/{site}/{date} --delete-remote --dry-run`;
    const [plan] = jsonLines((await run(`${line} --json`)).stdout);
    assertEquals(plan?.["plan"], {
      profile: 2,
      download: true,
      folder: `${folder}/shop-b/{date}`,
      mode: "auto",
      verify: true,
      deleteRemote: true,
    });
    assertEquals(requests, []);
  }),
);

Deno.test(
  "a dry run says which sites could not be worked on",
  withFleet(async ({ run, folder }) => {
    await Deno.writeTextFile(
      `${folder}/sitehaul.yaml`,
      `${FILE}  - { name: bad, url: bad.example, product: jomla }\n`,
    );
    const { status, stdout, stderr } = await run("backup --all --dry-run");
    assertEquals(status, 121);
    assertEquals(stdout.trimEnd().split("\n").length, 4);
    assertMatch(stderr, /^bad {2}.*there is no product jomla/m);
    assertEquals((await run("backup bad --dry-run")).status, 50);
  }),
);

Deno.test(
  "a dry run warns of secrets that are not there, once for all sites that need them",
  withFleet(async ({ run, folder, requests }) => {
    const site = (name: string, secret: string) =>
      `  - { name: ${name}, url: ${name}.example${
        secret && `, credential: { secret: ${secret} }`
      } }\n`;
    await Deno.writeTextFile(
      `${folder}/sitehaul.yaml`,
      `sites:\n${site("a", '"${env:ONE}"')}${site("b", '"${env:ONE}"')}${site("c", "")}` +
        `${site("d", '"${env:SET}"')}${site("e", "{ command: [touch, run] }")}`,
    );
    const variables = { SET: "word" };
    const { status, stderr } = await run("run --all --dry-run", { variables });
    assertEquals([status, stderr], [
      0,
      "warning: there is no credential for c\n" +
      "warning: the variable ONE is not set here; it is needed for a, b\n",
    ]);
    const given = await run("run --all --dry-run", { variables: { SITEHAUL_SECRET: "word" } });
    assertEquals([given.status, given.stderr, requests], [0, "", []]);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["sitehaul.yaml"]);
  }),
);

Deno.test.each<[string, number, RegExp]>([
  ["test shpo-*", 35, /No site fits "shpo-\*"\nhint: Did you mean shop-\*\?/],
  ["test --tag dialy", 35, /No site has the tag "dialy"\nhint: Did you mean daily\?/],
  ["test shop-* --exclude shop-?", 35, /All 2 sites that are chosen are left out again/],
  ["test --exclude blog", 35, /test needs SITE, --tag TAG or --all/],
  ["test --all blog", 2, /--all cannot be used with SITE/],
  ["config list --tag dialy", 35, /No site has the tag "dialy"/],
  ["config check blgo --offline", 35, /There is no site "blgo"\nhint: Did you mean blog\?/],
])(
  "an empty choice says why, and what was meant: %s",
  (line, status, told) =>
    withFleet(async ({ run, requests }) => {
      const ran = await run(line);
      assertEquals([ran.status, ran.stdout, requests], [status, "", []]);
      assertMatch(ran.stderr, told);
    })(),
);

Deno.test(
  "what is left out without being there is a warning, and the others are done",
  withFleet(async ({ run }) => {
    const { status, stderr, stdout } = await run("test shop-* --exclude frum --json");
    assertEquals([status, sitesIn(stdout)], [0, ["shop-b", "shop-a"]]);
    assertMatch(stderr, /^warning: --exclude: there is no site "frum".* Did you mean forum\?$/m);
  }),
);

Deno.test.each(["delete", "delete-files", "profiles export", "profiles import"])(
  "%s is for one site, and says so",
  (command) =>
    withFleet(async ({ run, requests }) => {
      const id = command === "profiles import" ? "" : " 1";
      const readStdin = () => Promise.resolve("{}");
      const several = await run(`${command} shop-*${id}`, { readStdin });
      assertEquals(several.status, 35);
      assertMatch(
        several.stderr,
        /shop-\* is a pattern: this command is for one site\nhint: It fits 2/,
      );
      assertMatch(
        (await run(`${command} f*${id}`, { readStdin })).stderr,
        /\nhint: Did you mean forum\?$/m,
      );
      assertMatch(
        (await run(`${command} x*${id}`, { readStdin })).stderr,
        /\nhint: It fits none of the configured/,
      );
      const tagged = await run(`${command} --tag daily${id}`);
      assertEquals(tagged.status, 2);
      assertMatch(tagged.stderr, /has no flag "--tag"\nhint: This command is for one site\./);
      assertEquals(requests, []);
    })(),
);

Deno.test(
  "the configuration is listed and checked for some sites as for all",
  withFleet(async ({ run }) => {
    const list = async (line: string) =>
      JSON.parse((await run(`config list${line} --json`)).stdout).map((
        { name }: { name: string },
      ) => name);
    assertEquals(await list(""), NAMES);
    assertEquals(await list(" --all"), NAMES);
    assertEquals(await list(" shop-* blog"), ["shop-b", "shop-a", "blog"]);
    assertEquals(await list(" --exclude tag:shops"), ["blog", "forum"]);
    assertEquals((await run("config check shop-*")).status, 0);
    assertEquals((await run("config check")).status, 121);
    assertStringIncludes((await run("config check --exclude blog --offline")).stdout, "3 sites");
  }),
);

Deno.test(
  "sites on one host are asked one after the other, others at once",
  withFleet(async ({ folder, run, hosts }) => {
    const site = (name: string, url: string) => `  - { name: ${name}, url: "https://${url}" }\n`;
    await Deno.writeTextFile(
      `${folder}/sitehaul.yaml`,
      `sites:\n${site("a", "shop-a.example/")}${site("b", "shop-a.example/b")}${
        site("c", "forum.example")
      }`,
    );
    let [open, most] = [0, 0];
    const perHost = new Map<string, number>();
    const transport = async (request: Request) => {
      const { hostname } = new URL(request.url);
      const own = (perHost.get(hostname) ?? 0) + 1;
      perHost.set(hostname, own);
      most = Math.max(most, [...perHost.values()].filter((count) => count > 0).length);
      open = Math.max(open, own);
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      const response = await hosts.get(hostname)?.handle(request) ??
        new Response("", { status: 404 });
      perHost.set(hostname, own - 1);
      return response;
    };
    await run("profiles --all --api 3", { transport });
    assertEquals(most, 2);
  }),
);
