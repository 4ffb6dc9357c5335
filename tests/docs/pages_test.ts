/**
 * The command lines of the pages that no test of a guide runs, in a shell, with simulated sites in the
 * place of their addresses.
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { DEFAULT_SECRET, type SimulatorOptions } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { blocksOf, DOCUMENTS } from "./documents.ts";
import { shellIn, standInsFor } from "./shell.ts";

const JOOMLA: SimulatorOptions = { product: "joomla", version: "10.2.1" };

/** What runs the lines of a page, if not this test. */
const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  "README.md": "readme_test.ts, demo_test.ts and packaging/npm_check.ts",
  "CONTRIBUTING.md": ".ci/run",
  "bench/README.md": "deno task bench",
  "docs/commands.md": "examples_test.ts",
  "docs/first-site.md": "guides_test.ts",
  "docs/several-sites.md": "guides_test.ts",
  "docs/restore-drill.md": "guides_test.ts",
  "docs/monitoring.md": "guides_test.ts and cron_test.ts",
  "docs/product-plugin.md": "guides_test.ts",
};

/** Lines that are not run, by how they begin, and why. One that is in no page is an error. */
const NOT_RUN: readonly (readonly [page: string, begin: string, why: string])[] = [
  ["docs/install.md", "deno install", "it installs for the user; its permissions are in shell.ts"],
  ["docs/install.md", "deno task", "packaging/release_check.ts does"],
  ["docs/install.md", "deno run --no-remote", "packaging/release_check.ts does"],
  ["docs/install.md", "docker", "there is no Docker"],
  ["docs/install.md", "npm", "packaging/npm_check.ts does, from the tarball"],
  ["docs/install.md", "deno uninstall", "nothing was installed"],
  ["docs/library.md", "deno eval", "it is for a clone"],
  ["docs/library.md", "deno task pack", "packaging/npm_check.ts does"],
  ["docs/library.md", "npm install", "packaging/npm_check.ts does"],
  ["docs/ftp.md", "read -rs", "there is no terminal to type at"],
  ["docs/ftp.md", "sitehaul download", "tests/cli/remote_download_test.ts does, on real servers"],
];

const LINE_OF_CRON = /^(?:[\d*/,-]+ +){5}|^PATH=/;

/** The lines of a page, each with what it goes on with below. */
function linesOf(page: string): string[] {
  // In a session, what is typed follows a dollar sign.
  const typed = blocksOf(page, "console").flatMap((block) =>
    Array.from(block.matchAll(/^\$ (.+)$/gm), ([, line = ""]) => line)
  );
  return [...blocksOf(page, "sh"), ...typed].flatMap((block) =>
    block.replace(/\\\n\s*/g, "").split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("#") && !LINE_OF_CRON.test(line))
  );
}

const PAGES = DOCUMENTS.filter((page) =>
  !Object.hasOwn(RUN_ELSEWHERE, page) && linesOf(page).some((line) => !isLeftOut(page, line))
);

function isLeftOut(page: string, line: string): boolean {
  return NOT_RUN.some(([where, begin]) => where === page && line.startsWith(begin));
}

Deno.test("what is said not to be run, or to be run elsewhere, is there", () => {
  for (const page of Object.keys(RUN_ELSEWHERE)) assert(linesOf(page).length > 0, page);
  for (const [page, begin] of NOT_RUN) {
    assert(linesOf(page).some((line) => line.startsWith(begin)), `${page}: ${begin}`);
  }
  assert(PAGES.length >= 6, PAGES.join());
});

const CONFIGURED = ["shop", "blog", "forum", "mysite"];

Deno.test.each([...PAGES])("every command line of %s runs", (page) =>
  inFolder(async (folder) => {
    const lines = linesOf(page).filter((line) => !isLeftOut(page, line));
    const hosts = CONFIGURED.map((name) => `https://${name}.example.com`);
    await using sites = await standInsFor(
      Object.fromEntries(
        [...hosts, "https://www.example.com"].map((address) => [address, JOOMLA]),
      ),
    );
    const shell = await shellIn(folder);
    await Deno.writeTextFile(
      join(folder, ".akeebaremotecli"),
      sites.replace(`[mysite]\nhost=https://mysite.example.com\nsecret=${DEFAULT_SECRET}\n`),
      { mode: 0o600 },
    );
    await Deno.mkdir(join(folder, ".config", "sitehaul"), { recursive: true });
    const entries = CONFIGURED.slice(0, 3).map((name) =>
      `  - name: ${name}\n    url: https://${name}.example.com/\n` +
      `    download: ${folder}/backups/{site}\n    credential: { secret: "${DEFAULT_SECRET}" }\n`
    );
    await Deno.writeTextFile(
      join(folder, ".config", "sitehaul", "sitehaul.yaml"),
      sites.replace(`version: 1\nsites:\n${entries.join("")}`),
      { mode: 0o600 },
    );
    // The numbers and names of the pages: a record 41 is the newest here, and its archive is at hand.
    const taken = "sitehaul backup shop --download --dir backups --quiet > taken.txt";
    const prepared = await shell.run(`${taken}\ncp backups/*.jpa backups/site-shop.jpa`);
    assertEquals(prepared.status, 0, prepared.stderr);
    const script = sites.replace(lines.join("\n")).replace(/\b41\b/g, "latest");
    const traced = `set -e\ntrap 'echo "failed: $BASH_COMMAND" >&2' ERR\n${script}`;
    const { status, stderr } = await shell.run(traced);
    assertEquals(status, 0, stderr);
  }));
