/**
 * The examples of every command, in a shell, in a home with three configured sites: what the help, the
 * manual page and docs/commands.md show can be typed as it is.
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { COMMANDS } from "../../src/cli/commands.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  DEFAULT_TOKEN,
  serve,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";
import { sampleNamed } from "../archive/support/samples.ts";
import { inFolder } from "../support/in_folder.ts";
import { type Shell, shellIn } from "./shell.ts";

/** Examples that are not run, by how they begin, and why. One that is no example is an error. */
const NOT_RUN: readonly (readonly [begin: string, why: string])[] = [
  [
    "backup www.example.com --download --mode sftp",
    "tests/cli/remote_settings_test.ts does, on a real server",
  ],
  [
    "download www.example.com 41 --mode sftp",
    "tests/cli/remote_download_test.ts does, on a real server",
  ],
  ["resume r-", "tests/cli/run_test.ts does, on a run that was interrupted"],
  ["simulate", "it runs until it is ended: tests/cli/process_test.ts and .ci/run do"],
];

/** The hosts of the examples; all are configured, with a name and tags. */
const HOSTS: Readonly<Record<string, { readonly name: string; readonly tags: string }>> = {
  "www.example.com": { name: "shop", tags: "daily, joomla" },
  "a.example": { name: "blog", tags: "daily" },
  "b.example": { name: "shop-eu", tags: "weekly" },
  "old.example": { name: "old-shop", tags: "paused" },
};

/** Commands that begin without a configuration, and those for which one lies in the folder. */
const WITHOUT_CONFIGURATION = ["config add", "config init"];
const ABOUT_TRUST = ["config trust", "config untrust", "config trusted"];

const ENCRYPTED = sampleNamed("small-jps-single");

/** Where to type the examples of a command. */
interface Home extends AsyncDisposable {
  readonly shell: Shell;
  /** A line with the addresses of simulated sites in the place of the hosts. */
  readonly replace: (line: string) => string;
}

/** Backups come in parts, so that there are a second one and a `.j01`. */
const USUAL: SimulatorOptions = {
  product: "joomla",
  version: "10.2.1",
  partSize: 65536,
  files: [
    { path: "configuration.php", content: "<?php" },
    { path: "images/photo.jpg", content: crypto.getRandomValues(new Uint8Array(65536)) },
    { path: "images/other.jpg", content: crypto.getRandomValues(new Uint8Array(65536)) },
  ],
};
/** A version that still updates itself by its API. */
const UPDATING: SimulatorOptions = {
  product: "wordpress",
  version: "7.4.0",
  update: { version: "7.5.0", stability: "stable" },
};

async function homeIn(folder: string, options: SimulatorOptions): Promise<Home> {
  const sites = await Promise.all(
    Object.entries(HOSTS).map(async ([host, site]) => {
      const server = await serve(createSimulator(options));
      return { host, ...site, server, origin: new URL(server.url).origin };
    }),
  );
  const entries = sites.map(({ name, tags, origin }) =>
    `  - name: ${name}\n    url: ${origin}/\n    tags: [${tags}]\n` +
    `    download: ${folder}/backups/{site}\n    credential: { secret: "${DEFAULT_SECRET}" }\n`
  );
  const files = {
    "sites.yaml": `version: 1\nsites:\n${entries.join("")}`,
    "work/secret.txt": DEFAULT_SECRET,
    "work/s.txt": DEFAULT_SECRET,
    "work/password": ENCRYPTED.password ?? "",
    ".akeebaremotecli": `[old]\nhost=${sites[0]?.origin}\nsecret=${DEFAULT_SECRET}\n`,
  };
  for (const name of ["work", ".config/sitehaul", ...COMPLETIONS]) {
    await Deno.mkdir(join(folder, name), { recursive: true });
  }
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(join(folder, name), text, { mode: 0o600 });
  }
  return {
    shell: await shellIn(folder),
    replace: (line) =>
      sites.reduce(
        // Not in the name of an archive.
        (text, { host, origin }) =>
          text.replace(new RegExp(`(?<= )(?:https://)?${host}(?=\\s|$)`, "g"), origin),
        line.replace(/(?<= )TOKEN\b/, DEFAULT_TOKEN)
          .replace(/(?<= )41\b/, "latest")
          .replace(/\br-\d{8}-\d{6}-\w{4}\b/, '"$RUN"')
          .replaceAll("/root/", "~/"),
      ),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(sites.map(({ server }) => server.close()));
    },
  };
}

/** Folders that are there where completions and manual pages are. */
const COMPLETIONS = [
  ".local/share/bash-completion/completions",
  ".zsh/completions",
  ".config/fish/completions",
  ".local/share/man/man1",
];

/** Backups of all sites, and the files that examples name, in the folder where they are typed. */
const BACKUPS = `
sitehaul run --all --quiet > /dev/null
RUN=$(sitehaul history --json | grep -om1 'r-[0-9]*-[0-9]*-[0-9a-f]*' | head -1)
mkdir backups
for part in ../backups/shop/*.j*; do
  cp "$part" backups/
  cp "$part" "site-www.example.com-20260101.\${part##*.}"
done
`;

/** What is called `backup`: an encrypted archive, or one in parts. */
const PARTS = `
rm -rf backup.* site
for part in ../backups/shop/*.j*; do cp "$part" "backup.\${part##*.}"; done`;
const LOCKED = `rm -rf backup.* site
cp '${join(ENCRYPTED.folder, ENCRYPTED.parts[0]?.file ?? "")}' backup.jps`;
const PROFILE = "sitehaul profiles export shop 1 > profile.json";

/** Which of the two archives is called so here, or which profile there is to import. */
function filesFor(line: string): string {
  if (line.includes("backup.jps")) return LOCKED;
  if (/backup\.j/.test(line)) return PARTS;
  if (line.startsWith("extract")) return "rm -rf site";
  return line.startsWith("profiles import") ? PROFILE : "";
}

const NEEDS_BACKUPS = /\b41\b|latest|\.j(?:pa|ps|01)|backups\/|r-2026|^(?:status|history)/;

function isLeftOut(line: string): boolean {
  return NOT_RUN.some(([begin]) => line.startsWith(begin));
}

Deno.test("what is said not to be run is an example", () => {
  const lines = COMMANDS.flatMap(({ examples }) => examples.map(({ line }) => line));
  for (const [begin] of NOT_RUN) assert(lines.some((line) => line.startsWith(begin)), begin);
});

const RUN = COMMANDS.map(({ name, examples }) => ({
  name,
  lines: examples.map(({ line }) => line).filter((line) => !isLeftOut(line)),
})).filter(({ lines }) => lines.length > 0);

Deno.test.each(RUN)("every example of $name runs", ({ name, lines }) =>
  inFolder(async (folder) => {
    await using home = await homeIn(folder, name === "update" ? UPDATING : USUAL);
    const configured = "~/.config/sitehaul/sitehaul.yaml";
    const place = ABOUT_TRUST.includes(name)
      ? "cp ../sites.yaml ../sitehaul.yaml; cp ../sites.yaml sitehaul.yaml; sitehaul config trust"
      : WITHOUT_CONFIGURATION.includes(name)
      ? `rm -f ${configured} sitehaul.yaml`
      : `cp ../sites.yaml ${configured}`;
    const script = [
      `set -eo pipefail; trap 'echo "failed: $BASH_COMMAND" >&2' ERR`,
      "umask 077; cd work",
      place,
      lines.some((line) => NEEDS_BACKUPS.test(line)) ? BACKUPS : "",
      ...lines.flatMap((line) => [place, filesFor(line), home.replace(`sitehaul ${line}`)]),
    ].join("\n");
    const { status, stderr } = await home.shell.run(script, { SITEHAUL_SECRET: DEFAULT_SECRET });
    assertEquals(status, 0, stderr);
  }));
