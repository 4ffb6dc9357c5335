/**
 * The lines for cron in the documents, run as cron runs them: with nothing in the environment but what
 * cron and the lines around them set, and what is printed is the mail.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import { DENO_CACHE } from "../support/deno_cache.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { blocksOf, DOCUMENTS, textOf, TOP } from "./documents.ts";
import { standInsFor } from "./shell.ts";

const EXAMPLES = ["examples/crontab"];
/** The time, and the command. */
const ENTRY = /^(?:[\d*/,-]+ +){5} *(\S.*)$/;
/** What cron gives to a command; Debian's and Red Hat's know these two folders. */
const CRON = { PATH: "/usr/bin:/bin", LOGNAME: "me", USER: "me" };
const RUNTIME = "deno-of-the-test";
/** The folder of the program in the documents. */
const PROGRAMS = "/usr/local/bin";

/** A table as it stands in a document. */
interface Table {
  readonly document: string;
  readonly variables: Readonly<Record<string, string>>;
  /** The commands that start this program. */
  readonly commands: readonly string[];
}

function tablesIn(document: string): Table[] {
  const blocks = EXAMPLES.includes(document)
    ? [textOf(document)]
    : blocksOf(document, "sh", "text", "");
  return blocks.map((block) => block.split("\n")).flatMap((lines) => {
    const commands = lines.flatMap((line) => ENTRY.exec(line)?.[1] ?? []);
    // Of a line to replace, the new one is run.
    const own = commands.filter((command) => !command.startsWith("php "));
    const pairs = lines.flatMap((line) => {
      const [, name, value = ""] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value]];
    });
    return own.length === 0
      ? []
      : [{ document, variables: Object.fromEntries(pairs), commands: own }];
  });
}

const TABLES = [...DOCUMENTS, ...EXAMPLES].flatMap(tablesIn);

/** A computer with cron: a home folder, and one in which programs are installed. */
interface Computer {
  readonly home: string;
  readonly programs: string;
  readonly mailOf: (table: Table, command: string) => Promise<{ status: number; mail: string }>;
}

const CONFIGURED = ["shop", "blog", "mysite"];

/** Its configuration has three sites, each with its own folder; all answer. */
async function computer(
  folder: string,
  test: (computer: Computer) => Promise<void>,
  secret = DEFAULT_SECRET,
): Promise<void> {
  const joomla = { product: "joomla", version: "10.2.1" } as const;
  const addresses = [
    ...CONFIGURED.map((name) => `https://${name}.example.com`),
    "https://www.example.com",
  ];
  await using sites = await standInsFor(
    Object.fromEntries(addresses.map((each) => [each, joomla])),
  );
  const [programs, backups] = [join(folder, "bin"), join(folder, "backups")];
  const settings = join(folder, ".config", "sitehaul");
  for (const each of [programs, backups, settings]) await Deno.mkdir(each, { recursive: true });
  const file = join(settings, "sitehaul.yaml");
  const site = (name: string) =>
    `  - name: ${name}\n    url: https://${name}.example.com/\n    tags: [daily]\n` +
    `    download: ${backups}/{site}\n    credential: { secret: "${secret}" }\n`;
  await Deno.writeTextFile(file, sites.replace(`sites:\n${CONFIGURED.map(site).join("")}`), {
    mode: 0o600,
  });
  const here = (text: string) =>
    sites.replace(text).replaceAll(PROGRAMS, programs).replaceAll("=/backups", `=${backups}`)
      .replaceAll("/etc/sitehaul/sitehaul.yaml", file).replaceAll("=WORD", `=${secret}`);
  await test({
    home: folder,
    programs,
    mailOf: async ({ variables }, command) => {
      // Neither a variable of cron's table nor a command is expanded by cron itself.
      const given = Object.entries(variables).map(([name, value]) => [name, here(value)]);
      const env = { ...CRON, HOME: folder, SHELL: "/bin/sh", ...Object.fromEntries(given) };
      const words = Object.entries(env).map(([name, value]) => `${name}=${value}`);
      const { code, stdout, stderr } = await new Deno.Command("/usr/bin/env", {
        args: ["-i", ...words, env.SHELL, "-c", here(command)],
        cwd: folder,
        stdin: "null",
      }).output();
      const decoder = new TextDecoder();
      return { status: code, mail: decoder.decode(stdout) + decoder.decode(stderr) };
    },
  });
}

/**
 * What `deno install` puts into a folder of the `PATH`: a script that needs `deno` there as well. It has
 * another name here, since `/usr/bin` may have one.
 */
async function install(programs: string, { isWhole = true } = {}): Promise<void> {
  const main = fileURLToPath(new URL("src/cli/main.ts", TOP));
  const flags = ["net", "read", "write", "env", "sys"].map((name) => `--allow-${name}`);
  const run = [RUNTIME, "run", "--quiet", "--no-check", ...flags, `'${main}'`].join(" ");
  const program = `#!/bin/sh\nDENO_DIR='${DENO_CACHE}' exec ${run} "$@"\n`;
  await Deno.writeTextFile(join(programs, "sitehaul"), program, { mode: 0o755 });
  if (isWhole) await Deno.symlink(Deno.execPath(), join(programs, RUNTIME));
}

/** The script of the documents that a line of cron starts. */
async function installScript(programs: string): Promise<void> {
  const [script = ""] = blocksOf("docs/monitoring.md", "sh");
  assertMatch(script, /^#!\/bin\/sh\n/);
  await Deno.writeTextFile(join(programs, "nightly-backup"), script, { mode: 0o755 });
}

Deno.test("there are lines for cron in the documents, and each table sets the PATH", () => {
  assert(TABLES.length >= 4, TABLES.map(({ document }) => document).join());
  for (const { document, variables, commands } of TABLES) {
    assertMatch(variables["PATH"] ?? "", new RegExp(`^${PROGRAMS}:/usr/bin:/bin$`), document);
    for (const command of commands) {
      assert(!/2> *\/|&>|>& *\//.test(command), `${document}: errors are not mailed: ${command}`);
      assert(!/(?<!\\)%/.test(command), `${document}: % ends a line of cron: ${command}`);
    }
  }
});

const LINES = TABLES.flatMap((table) =>
  table.commands.map((command) => [`${table.document}: ${command}`, table, command] as const)
);

/** What has to have been done before somebody asks how the sites stand. */
const BEFORE = "sitehaul backup --all --download --quiet > /dev/null";
const asksStatus = (command: string) => /\bsitehaul status\b/.test(command);

Deno.test.each([...LINES])(
  "cron runs a line, and mails nothing when all is well: %s",
  (_, table, command) =>
    inFolder((folder) =>
      computer(folder, async ({ home, programs, mailOf }) => {
        await install(programs);
        await installScript(programs);
        if (asksStatus(command)) await mailOf(table, BEFORE);
        assertEquals(await mailOf(table, command), { status: 0, mail: "" });
        if (/config check/.test(command)) return;
        const taken = await Array.fromAsync(archivesIn(join(home, "backups")));
        assert(taken.length > 0, "no archive came");
      })
    ),
);

async function* archivesIn(folder: string): AsyncGenerator<string> {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    if ((await Deno.stat(path)).isDirectory) yield* archivesIn(path);
    else if (name.endsWith(".jpa")) yield path;
  }
}

Deno.test.each([...LINES])(
  "cron mails that a program is missing: %s",
  (_, table, command) =>
    inFolder((folder) =>
      computer(folder, async ({ programs, mailOf }) => {
        await installScript(programs);
        const none = await mailOf(table, command);
        assertMatch(none.mail, /\bsitehaul: (?:command )?not found\n/);
        // Deno itself is elsewhere.
        await install(programs, { isWhole: false });
        const half = await mailOf(table, command);
        assertMatch(half.mail, new RegExp(`\\b${RUNTIME}: (?:command )?not found\\n`));
      })
    ),
);

Deno.test.each([...LINES])(
  "cron mails what went wrong: %s",
  (_, table, command) =>
    inFolder((folder) =>
      computer(folder, async ({ programs, mailOf }) => {
        await install(programs);
        await installScript(programs);
        if (asksStatus(command)) await mailOf(table, BEFORE);
        const { mail } = await mailOf(table, command);
        const said = asksStatus(command)
          ? /have no verified backup of the last 26h/
          : /denies access|auth\/denied|Authentication error/;
        assertMatch(mail, said);
        assert(!mail.includes("not-the-one-1234"));
      }, "not-the-one-1234")
    ),
);
