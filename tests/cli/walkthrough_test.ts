/** The walkthrough of Akeeba Remote CLI, with `sitehaul` in the place of `php remote.phar`. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createSimulator,
  DEFAULT_SECRET,
  DEFAULT_TOKEN,
  serve,
  type Simulator,
} from "../../src/simulator/mod.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const PERMISSIONS = ["net", "read", "write", "env", "sys"].map((name) => `--allow-${name}`);

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program as a process in a home folder of its own. */
async function sitehaul(home: string, args: readonly string[], stdin = ""): Promise<Ran> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--no-prompt", ...PERMISSIONS, MAIN, ...args],
    cwd: home,
    env: { HOME: home, SITEHAUL_CACHE: join(home, "cache"), SITEHAUL_SECRET: "", NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(stdin));
  await writer.close();
  const { code: status, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { status, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

interface Visited {
  readonly simulator: Simulator;
  readonly home: string;
  /** Where the site is, and what to prove with. */
  readonly site: readonly string[];
  readonly run: (args: readonly string[], stdin?: string) => Promise<Ran>;
}

function visit(
  product: Site,
  version: string,
  test: (visited: Visited) => Promise<void>,
  credential: string = `--secret=${DEFAULT_SECRET}`,
): Promise<void> {
  return inFolder(async (home) => {
    const simulator = createSimulator({ product, version });
    await using server = await serve(simulator);
    const site = [`--host=${server.url}`, credential];
    await test({ simulator, home, site, run: (args, stdin) => sitehaul(home, args, stdin) });
  });
}

const SECRET = `--secret=${DEFAULT_SECRET}`;
const TOKEN = `--token=${DEFAULT_TOKEN}`;
const WITH_SECRET = "with the Secret Word";
const WITH_TOKEN = "with a Joomla API Token";

/** What ends with another status on a version that cannot do it, or does it wrong. */
interface Faults {
  readonly deletes?: number;
  readonly exports?: number;
  readonly imports?: number;
}

type Site = "joomla" | "wordpress" | "solo";

Deno.test.each<[Site, string, string, string, string, Faults]>([
  ["joomla", "3.11.1", SECRET, "v1", WITH_SECRET, { exports: 102 }],
  ["joomla", "6.6.1", SECRET, "v1", WITH_SECRET, {}],
  ["joomla", "9.3.3", SECRET, "v2", WITH_SECRET, { deletes: 106 }],
  ["joomla", "9.9.3", TOKEN, "v3", WITH_TOKEN, {}],
  ["joomla", "10.2.1", SECRET, "v2", WITH_SECRET, {}],
  ["joomla", "10.2.1", TOKEN, "v3", WITH_TOKEN, {}],
  ["wordpress", "3.1.0", SECRET, "v1", WITH_SECRET, { exports: 44 }],
  ["wordpress", "3.5.1", SECRET, "v1", WITH_SECRET, {}],
  ["solo", "3.5.1", SECRET, "v1", WITH_SECRET, {}],
  ["wordpress", "9.1.1", SECRET, "v2", WITH_SECRET, { imports: 101 }],
  ["solo", "8.2.0", SECRET, "v2", WITH_SECRET, {}],
])(
  "the walkthrough works with %s %s",
  (product, version, credential, api, how, { deletes = 0, exports = 0, imports = 0 }) =>
    visit(product, version, async ({ run, site, home, simulator }) => {
      const ok = async (args: readonly string[], { expected = 0, stdin = "" } = {}) => {
        const { status, stdout, stderr } = await run(args, stdin);
        assertEquals(status, expected, `${args.join(" ")}\n${stdout}${stderr}`);
        assert(!(stdout + stderr).includes(DEFAULT_SECRET), stdout + stderr);
        assert(!(stdout + stderr).includes(DEFAULT_TOKEN), stdout + stderr);
        return { stdout, stderr };
      };
      const test = await ok(["test", ...site]);
      assertStringIncludes(test.stdout, "Successful connection to site");
      assertStringIncludes(test.stdout, `Using the JSON API ${api}`);
      assertStringIncludes(test.stdout, how);
      assertMatch(test.stdout, /Professional[^]*API level \d+|API level \d+[^]*Professional/);

      const backup = await ok(["backup", ...site, "--profile=1", "--description=Nightly"]);
      assertStringIncludes(backup.stdout, "The backup finished successfully.");
      assertEquals(simulator.site.records.length, 1);

      const fetch = ["--download", "--dlpath=.", "--delete"];
      const fetched = await ok(["backup", ...site, "--profile", "1", ...fetch], {
        expected: deletes,
      });
      if (deletes === 0) {
        assertStringIncludes(fetched.stdout, "The backup finished successfully.");
      }
      const archives = (await namesIn(home)).filter((name) => name.endsWith(".jpa"));
      assertEquals(archives.length, 1);

      const list = await ok(["listbackups", ...site, "-m", "--quiet"]);
      assertEquals(list.stderr, "");
      const lines = list.stdout.trimEnd().split("\n");
      const when = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`;
      assertMatch(
        lines[0] ?? "",
        new RegExp(
          String.raw`^INFO\| +2\|${when}\|${deletes === 0 ? "obsolete" : "complete"}\|.*\|1\|1\|`,
        ),
      );
      assertMatch(
        lines[1] ?? "",
        new RegExp(String.raw`^INFO\| +1\|${when}\|complete\|Nightly\|1\|`),
      );
      assertEquals(lines.length, 2);

      const exporting = ["profileexport", ...site, "--id=1", "-m", "--quiet", "--"];
      const out = await ok(exporting, { expected: exports });
      if (exports === 0) {
        assertEquals([out.stderr, typeof JSON.parse(out.stdout)], ["", "object"]);
        const before = simulator.site.profiles.length;
        await ok(["profileimport", ...site, "--"], { expected: imports, stdin: out.stdout });
        assertEquals(simulator.site.profiles.length, before + 1);
      } else assertMatch(out.stderr, /^ERROR\|.*(needs API level|crashes in them)/);

      const [host = "", proof = ""] = site.map((option) => option.replace(/^--\w+=/, ""));
      const name = credential.startsWith("--token") ? "token" : "secret";
      const file = `[mysite]\nhost=${host}\n${name}="${proof}"\naction=listbackups\n`;
      await Deno.writeTextFile(join(home, ".akeebaremotecli"), file);
      const again = await ok(["--host=mysite", "-m", "--quiet"]);
      assertEquals(again.stdout, list.stdout);
    }, credential),
);

Deno.test("a backup that fails ends with 120, and is neither fetched nor deleted", () =>
  visit("wordpress", "9.1.1", async ({ run, site, home, simulator }) => {
    simulator.arm({ match: { method: "stepBackup", nth: 2 }, backupError: "Disk full" });
    const args = ["--action=backup", ...site, "--download", "--dlpath=.", "--delete", "-m"];
    const { status, stdout } = await run(args);
    assertEquals(status, 120);
    assertMatch(stdout, /^ERROR\|.*Disk full/m);
    assertEquals((await namesIn(home)).filter((name) => name.includes("jpa")), []);
  }));

Deno.test("a section of the file says where, with what, and what to do", () =>
  visit("solo", "8.2.0", async ({ run, site: [host = ""], home, simulator }) => {
    const address = host.slice("--host=".length);
    const file =
      `secret="wrong"\n[mysite]\nhost=${address}\nsecret="${DEFAULT_SECRET}"\naction=backup\n`;
    await Deno.writeTextFile(join(home, ".akeebaremotecli"), file);
    const { status, stdout, stderr } = await run(["--host=mysite"]);
    assertEquals(status, 0, stderr);
    assertStringIncludes(stdout, "The backup finished successfully.");
    assertEquals(simulator.site.records.length, 1);
    const wrong = await run(["test", "--host=mysite", "--secret=another"]);
    assertEquals(wrong.status, 42);
  }));

Deno.test("what never reaches a site does not end with 0", () =>
  inFolder(async (home) => {
    const refused = await sitehaul(home, ["test", "--host=http://127.0.0.1:9", "-s", "x", "-m"]);
    assertEquals(refused.status, 22);
    assertMatch(refused.stdout, /^ERROR\|/m);
    assertEquals((await sitehaul(home, ["--action=frobnicate", "--host=x"])).status, 10);
    assertEquals((await sitehaul(home, ["listbackups"])).status, 35);
  }));
