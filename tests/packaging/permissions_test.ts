/** The table of permissions is tried line by line: what it gives is enough, and none is too much. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { RUN_FLAGS } from "../../packaging/run_flags.ts";
import { createSimulator, DEFAULT_SECRET, serve } from "../../src/simulator/mod.ts";
import { DENO_CACHE } from "../support/deno_cache.ts";
import { inFolder } from "../support/in_folder.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const DOCUMENT = new URL("../../docs/permissions.md", import.meta.url);
const ARCHIVE = new URL("../archives/small-jpa-single/sample-files.jpa", import.meta.url);

interface Row {
  readonly use: string;
  readonly permissions: readonly string[];
  readonly words: readonly string[];
}

const rows: readonly Row[] = Deno.readTextFileSync(DOCUMENT).split("\n")
  .filter((line) => line.startsWith("|")).slice(2)
  .map((line) => {
    const [, use = "", permissions = "", example = ""] = line.split("|").map((cell) => cell.trim());
    const plain = (cell: string) => cell.replaceAll("`", "").split(/\s+/);
    return {
      use,
      permissions: permissions === "none" ? [] : plain(permissions),
      words: plain(example).slice(1),
    };
  });

/** A home with everything that the examples name, and a site. */
async function atHome(
  test: (run: (row: Row, without?: string) => Promise<readonly [number, string]>) => Promise<void>,
): Promise<void> {
  await inFolder(async (home) => {
    const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
    simulator.site.addRecord({
      parts: [{ name: "fetched.jpa", size: 3000, read: (_, length) => new Uint8Array(length) }],
    });
    await using server = await serve(simulator);
    const { host } = new URL(server.url);
    const write = (name: string, text: string, mode = 0o600) =>
      Deno.writeTextFile(`${home}/${name}`, text, { mode });
    for (const folder of ["backups", "restored", "bin"]) await Deno.mkdir(`${home}/${folder}`);
    await Deno.copyFile(ARCHIVE, `${home}/backups/site.jpa`);
    await write("secret.txt", `${DEFAULT_SECRET}\n`);
    await write("bin/pass", `#!/bin/sh\necho '${DEFAULT_SECRET}'\n`, 0o700);
    await write(
      "sitehaul.yaml",
      `sites:\n  - name: shop\n    url: ${server.url}\n    credential:\n` +
        "      secret: ${env:SITEHAUL_SECRET}\n" +
        `  - name: safe\n    url: ${server.url}\n    credential:\n` +
        "      secret: { command: [pass, show, x] }\n",
    );
    await trustConfiguration(home);
    const local = (text: string) => text.replaceAll("www.example.com", host);
    await test(async ({ permissions, words }, without) => {
      const given = permissions.filter((each) => each !== without).map(local);
      const needsSecret = permissions.some((each) => each.includes("SITEHAUL_SECRET"));
      const site = words.map((word) => word === "www.example.com" ? server.url : word);
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--no-check", "--no-prompt", ...given, MAIN, ...site],
        cwd: home,
        clearEnv: true,
        env: {
          HOME: home,
          DENO_DIR: DENO_CACHE,
          PATH: `${home}/bin:${Deno.env.get("PATH")}`,
          ...(needsSecret ? { SITEHAUL_SECRET: DEFAULT_SECRET } : {}),
        },
      }).output();
      return [code, new TextDecoder().decode(stderr)];
    });
  });
}

/** What is found in the folder may be used as a whole. */
async function trustConfiguration(home: string): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-A", MAIN, "config", "trust"],
    cwd: home,
    env: {
      HOME: home,
      DENO_DIR: DENO_CACHE,
    },
    stdout: "null",
  }).output();
  assert(success);
}

Deno.test("the table of permissions has every kind of use", () => {
  const commands = rows.map(({ words: [command] }) => command);
  for (const command of ["endpoints", "test", "backup", "download", "verify", "extract"]) {
    assert(commands.includes(command), command);
  }
});

Deno.test("where all permissions are given, it is every kind of the document but running programs", () => {
  const kindsIn = (text: string) =>
    new Set(Array.from(text.matchAll(/--allow-(\w+)/g), ([, kind = ""]) => kind));
  const named = kindsIn(Deno.readTextFileSync(DOCUMENT));
  assertEquals([...kindsIn(RUN_FLAGS.join(" ")), "run"].sort(), [...named].sort());
  // Of a whole kind each, for sites and folders that are not known before.
  for (const flag of RUN_FLAGS.slice(1)) assertMatch(flag, /^--allow-[a-z]+$/);
});

for (const row of rows) {
  Deno.test(`to ${row.use}, ${row.permissions.join(" ") || "no permission"} is enough, and none is too much`, () =>
    atHome(async (run) => {
      const [status, said] = await run(row);
      // What is fetched here is no archive; all that a permission is for is done by then.
      const enough = row.words[0] === "download" ? [0, 60] : [0];
      assert(enough.includes(status), `${status} ${said}`);
      for (const permission of row.permissions) {
        const [less, why] = await run(row, permission);
        assert(!enough.includes(less) && less !== 70, `without ${permission}: ${less} ${why}`);
        assertMatch(why, /^sitehaul: .+\nhint: .+$/m);
        assertEquals(/\n\s+at .*:\d+:\d+/.test(why), false, why);
      }
    }));
}
