/** A configuration that is merely found may use what stands in it, and nothing else. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { namesIn } from "../support/in_folder.ts";
import { ALL_TERMINALS, cli } from "./fake_world.ts";
import { EVIL, PLAIN, planted, site } from "./trust_home.ts";

const IS_ROOT = Deno.uid() === 0;
const STRANGER = 54321;
const NEXT = /\nhint: Look at the file\. If it is yours: "sitehaul config trust"\./;

/** What such a file could want, and the beginning of the error. */
const WISHES: readonly (readonly [string, string, string])[] = [
  ["a command", "credential: { secret: { command: [touch, ran] } }", "the command touch"],
  ["a variable", "credential: { secret: '${env:PRECIOUS}' }", "the variable PRECIOUS"],
  ["a file", "credential: { token: 'x${file:~/.ssh/id}' }", "the file ~/.ssh/id"],
  ["a folder", `credential: { secret: x }\n    download: ~/.ssh`, "the folder ~/.ssh"],
  [
    "a server of files",
    "credential: { secret: x }\n    remote: { url: 'sftp://me:pw@evil.example/x' }",
    "the server of sftp://",
  ],
  [
    "a command for such a server",
    "credential: { secret: x }\n    remote: { url: ftp://evil.example/, password: { command: [touch, ran] } }",
    "the command touch",
  ],
  [
    "a command for archives",
    "credential: { secret: x }\n    archivePassword: { command: [touch, ran] }",
    "the command touch",
  ],
  [
    "a variable for archives",
    "credential: { secret: x }\n    archivePassword: '${env:PRECIOUS}'",
    "the variable PRECIOUS",
  ],
  ["authorities", `credential: { secret: x }\n    caFile: evil.pem`, "the file evil.pem"],
];

Deno.test.each(WISHES)(
  "%s that a found file names is not used before it is trusted",
  (_, line, uses) =>
    planted(async ({ plant, run, file, folder, hosts }) => {
      await plant(`sites:\n${site("shop", EVIL, line)}`);
      const variables = { PRECIOUS: "precious" };
      for (const words of ["test shop", "backup shop --download", "list shop", "download shop 1"]) {
        const { status, stderr } = await run(words, { variables });
        assertEquals(status, 50, stderr);
        assertStringIncludes(stderr, `${file} is not trusted: shop uses ${uses}`);
        assertMatch(stderr, NEXT);
      }
      assertEquals([[...hosts], await namesIn(folder)], [[], ["sitehaul.yaml"]]);
    }),
);

Deno.test.each<[string, string, Record<string, string>]>([
  ["the environment", "test shop", { SITEHAUL_SECRET: DEFAULT_SECRET }],
  ["the environment, as a token", "test shop", { SITEHAUL_TOKEN: "a-token" }],
  ["the command line", `test shop --secret ${DEFAULT_SECRET}`, {}],
  ["a file", "test shop --secret-file word", {}],
])(
  "a secret of %s is not sent to a site that only such a file names",
  (_, line, variables) =>
    planted(async ({ plant, run, hosts }) => {
      await plant(DEFAULT_SECRET, "word");
      for (const credential of ["", "credential: { secret: theirs }"]) {
        await plant(`sites:\n${site("shop", EVIL, credential)}`);
        const { status, stdout, stderr } = await run(line, { variables });
        assertEquals([status, stdout], [50, ""]);
        assertMatch(stderr, /is not trusted: .+ is not sent to its site shop\n/);
        assertMatch(stderr, NEXT);
      }
      assertEquals([...hosts], []);
    }),
);

Deno.test("nobody is asked for a secret of such a site", () =>
  planted(async ({ plant, run, hosts }) => {
    await plant(`sites:\n${site("shop", EVIL)}`);
    const askSecret = () => Promise.reject(new Error("asked"));
    const { status } = await run("test shop", { terminal: ALL_TERMINALS, askSecret });
    assertEquals([status, [...hosts]], [37, []]);
  }));

Deno.test("plugins of such a file are not loaded, by no command, and a warning says so", () =>
  planted(async ({ plant, run, file, folder }) => {
    await plant(`await Deno.writeTextFile("${folder}/ran", ""); export const x = 1;`, "evil.ts");
    await plant(`plugins: [./evil.ts]\n${PLAIN}`);
    const told =
      `warning: the plugins of ${file} are not loaded: it is not trusted; if it is yours: ` +
      '"sitehaul config trust"\n';
    const lines = ["endpoints --product solo", "test plain", "config check", "backup plain"];
    for (const line of [...lines, "config check --offline", "doctor plain"]) {
      const { status, stderr } = await run(line);
      assertEquals([status, stderr.split(told).length], [0, 2], `${line}: ${stderr}`);
    }
    for (const line of ["config path", "config list", "doctor", "completions --line bash"]) {
      const readStdin = () => Promise.resolve("test\0\0");
      assertEquals((await run(line, { readStdin })).status, 0, line);
    }
    assertEquals((await namesIn(folder)).includes("ran"), false);
  }));

Deno.test("what stands in such a file works, with a note that --quiet hides", () =>
  planted(async ({ plant, run, file }) => {
    await plant(PLAIN);
    const { status, stderr } = await run("test plain");
    assertEquals(status, 0);
    assertEquals(stderr, `note: ${file} is not trusted: only what stands in it is used\n`);
    assertEquals((await run("list plain --quiet")).stderr, "");
    assertEquals(
      (await run("completions --line bash", {
        readStdin: () => Promise.resolve("test\0p\0"),
      })).stdout,
      "plain\n",
    );
  }));

Deno.test("its defaults are not those of addresses on the command line", () =>
  planted(async ({ plant, run, file, home, folder }) => {
    await plant("defaults: { download: ~/elsewhere, headers: { X-Evil: 'yes' } }\nsites: []\n");
    const sent: (string | null)[] = [];
    const { handle } = createSimulator({ product: "joomla", version: "10.2.1" });
    const transport = (request: Request) => {
      sent.push(request.headers.get("x-evil"));
      return handle(request);
    };
    const line = `backup https://a.example --download --secret ${DEFAULT_SECRET}`;
    const { status, stderr } = await run(line, { transport });
    assertEquals([status, new Set(sent)], [0, new Set([null])]);
    assertStringIncludes(
      stderr,
      `warning: the defaults of ${file} are not used: it is not trusted`,
    );
    assertEquals((await namesIn(home)).includes("elsewhere"), false);
    assert((await namesIn(folder)).some((name) => name.endsWith(".jpa")));
  }));

/** The user's own configuration. */
async function own(home: string, text: string): Promise<string> {
  const folder = join(home, ".config", "sitehaul");
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await Deno.writeTextFile(join(folder, "sitehaul.yaml"), text, { mode: 0o600 });
  return join(folder, "sitehaul.yaml");
}

Deno.test("such a file goes before no configuration of the user's own", () =>
  planted(async ({ plant, run, home, file, hosts }) => {
    const mine = await own(home, PLAIN.replace(EVIL, "https://mine.example/"));
    for (const text of [PLAIN, `defaults: { download: x }\n${PLAIN}`, "sites: [broken\n"]) {
      await plant(text);
      for (const line of ["test plain", "backup plain", "config check"]) {
        const { status, stderr } = await run(line);
        assertEquals([status, [...hosts]], [0, ["mine.example"]], stderr);
        assertStringIncludes(
          stderr,
          `warning: ${file} is not used, but ${mine}: the former is not trusted; if it is yours: ` +
            '"sitehaul config trust"\n',
        );
      }
    }
    assertEquals((await run("config path")).stdout, `${mine}\n`);
    await plant(PLAIN);
    await run("config trust");
    hosts.clear();
    assertEquals((await run("test plain")).status, 0);
    assertEquals([...hosts], ["evil.example"]);
  }));

Deno.test("a nearer file goes before no other one that is trusted", () =>
  planted(async ({ plant, run, file, hosts }) => {
    await plant(PLAIN.replace(EVIL, "https://mine.example/"), "sitehaul.yml");
    await run("config trust");
    await plant(PLAIN);
    assertEquals((await run("backup plain --quiet")).status, 0);
    assertEquals([...hosts], ["mine.example"]);
    assertMatch(
      (await run("config path")).stderr,
      new RegExp(`^warning: ${file} is not used, but `),
    );
  }));

Deno.test("a file that came out of an archive can do nothing of all this", () =>
  planted(async ({ run, folder, hosts }) => {
    const text = `plugins: [./evil.ts]\nsites:\n${site("shop", EVIL)}` +
      site("safe", EVIL, "credential: { secret: { command: [touch, ran] } }");
    const files = [
      { path: "sitehaul.yaml", content: text },
      { path: "evil.ts", content: `await Deno.writeTextFile("${folder}/ran", "");` },
    ];
    const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1", files });
    const variables = { SITEHAUL_SECRET: DEFAULT_SECRET };
    assertEquals((await run("backup https://a.example -h", { transport })).status, 0);
    const taken = await run("backup https://a.example --download", { transport, variables });
    assertEquals(taken.status, 0, taken.stderr);
    const [archive = ""] = (await namesIn(folder)).filter((name) => name.endsWith(".jpa"));
    await run(`extract ${archive} --to .`);
    assert((await namesIn(folder)).includes("sitehaul.yaml"));
    hosts.clear();
    for (
      const line of ["test shop", "test safe", "backup shop safe", "config check", "doctor shop"]
    ) {
      assert((await run(line, { variables })).status > 0, line);
    }
    assertEquals([[...hosts], (await namesIn(folder)).includes("ran")], [[], false]);
  }));

Deno.test({
  name: "a file of another user, or that others can write, is not used at all; the user's own is",
  ignore: !IS_ROOT,
  fn: () =>
    planted(async ({ plant, run, file, folder, home, hosts }) => {
      await own(home, `sites:\n${site("shop", "https://mine.example/")}`);
      await plant(`sites:\n${site("shop", EVIL)}`);
      const changes: [() => Promise<void>, string][] = [
        [() => Deno.chown(file, STRANGER, null), "it belongs to another user (uid 54321)"],
        [() => Deno.chmod(file, 0o666), "it can be written by everybody (mode 666)"],
        [() => Deno.chmod(folder, 0o777), `its folder ${folder} can be written by everybody`],
      ];
      for (const [change, fault] of changes) {
        await change();
        const { status, stderr } = await run("test shop", {
          variables: { SITEHAUL_SECRET: DEFAULT_SECRET },
        });
        assertEquals([status, [...hosts]], [0, ["mine.example"]], stderr);
        assertStringIncludes(stderr, `warning: ${file} is not used: ${fault}`);
        assertStringIncludes(stderr, "; if it is yours, correct that, or name it with --config\n");
        const trust = await run("config trust");
        assertEquals(trust.status, 50);
        assertStringIncludes(trust.stderr, `Cannot trust ${file}: ${fault}`);
        await Deno.chown(file, 0, null);
        await Deno.chmod(file, 0o600);
      }
      assertEquals((await run(`test shop --secret x --config ${file}`)).status, 42);
      assert(hosts.has("evil.example"));
    }),
});

Deno.test("the user's own configuration is not used where others can write it", () =>
  planted(async ({ run, home, hosts }) => {
    const folder = dirname(await own(home, PLAIN));
    assertEquals((await run("test plain")).status, 0);
    hosts.clear();
    await Deno.chmod(folder, 0o777);
    const { status, stderr } = await run("test plain");
    assertEquals([status, hosts.has("evil.example")], [37, false]);
    assertMatch(stderr, /warning: .+ is not used: its folder .+ can be written by everybody/);
    await Deno.chmod(folder, 0o700);
    const unknown = await run("test plain", { uid: () => undefined });
    assertMatch(unknown.stderr, /is not used: who it belongs to can only be checked with the perm/);
  }));

Deno.test("a command line of Akeeba Remote CLI trusts no more than one of sitehaul", () =>
  planted(async ({ plant, folder, home, hosts }) => {
    await plant(
      `sites:\n${site("shop", EVIL, "credential: { secret: { command: [touch, ran] } }")}`,
    );
    const line = ["test", "--host=shop"];
    const { status } = await cli(line, { folder, variables: { HOME: home } });
    assertEquals([status, [...hosts], await namesIn(folder)], [50, [], ["sitehaul.yaml"]]);
  }));
