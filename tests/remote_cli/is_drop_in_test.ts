import { assertEquals } from "@std/assert";
import { COMMANDS } from "../../src/cli/commands.ts";
import { isDropIn } from "../../src/remote_cli/is_drop_in.ts";
import { readLine } from "../../src/remote_cli/read_line.ts";
import { splitWords } from "../../src/cli/parse/flags.ts";
import type { World } from "../../src/cli/world/world.ts";
import { inFolder } from "../support/in_folder.ts";

/** Whether a line is for Akeeba Remote CLI, in a home folder with that file. */
async function asked(line: string, file?: string): Promise<boolean> {
  let answer = false;
  await inFolder(async (home) => {
    if (file !== undefined) await Deno.writeTextFile(`${home}/.akeebaremotecli`, file);
    const env = (name: string) => name === "HOME" ? home : undefined;
    const world = { env, os: "linux", uid: () => Deno.uid() ?? undefined } as unknown as World;
    const args = line === "" ? [] : line.split(" ");
    const read = { words: splitWords(args, COMMANDS), line: readLine(args) };
    answer = await isDropIn(read, world, COMMANDS);
  });
  return answer;
}

Deno.test.each([
  "",
  "-h",
  "--help",
  "help",
  "help backup",
  "backup",
  "backup -h",
  "backup -h --json",
  "-h --no-color",
  "-h backup",
  "backup shop",
  "backup shop -m",
  "backup shop --dlpath=x",
  "backup --id=3 --frobnicate",
  "list --secret word",
  "backup --secret word --tag daily",
  "backup www.example.com --profile 2 --download",
  "backup --profile 2 www.example.com",
  "backup shop --download --dir backups",
  "test shop --secret word",
  "list shop --limit 3",
  "download shop 3",
  "delete shop 3 --yes",
  "profiles shop",
  "profiles export shop 1",
  "update shop",
  "doctor",
  "verify site.jpa",
  "endpoints --product joomla",
  "tset shop",
  "list --host=www.example.com",
])("sitehaul's own line stays its own: %j", async (line) => {
  assertEquals(await asked(line), false);
});

Deno.test.each([
  "test --host=www.example.com --secret=word",
  "test --host www.example.com --secret word",
  "test -h www.example.com -s word",
  "backup -h www.example.com -s word -d -D",
  "--action=backup --host=www.example.com",
  "--action backup",
  "--host=mysite",
  "-h mysite",
  "backup -h test",
  "test -m",
  "test -s word",
  "test --secret word",
  "backup --token=x --verbose",
  "help -m",
  "delete --id=3",
  "backup --download --dlpath=x",
  "listbackups",
  "listbackups --host=mysite -m",
  "backupinfo --id=3",
  "deletefiles --host=mysite --id=3",
  "profileexport --host=mysite --id=1 --",
  "profileimport --host=mysite --file=x.json",
  "LISTBACKUPS --host=mysite",
  "php",
  "license",
  "--license",
  "backup --host=mysite --frobnicate",
])("a line for Akeeba Remote CLI is taken for one: %j", async (line) => {
  assertEquals(await asked(line), true);
});

const WITH_HOST = "host=www.example.com\nsecret=word\n";

Deno.test.each<[string, boolean]>([
  ["", true],
  ["backup", true],
  ["backup --profile=2 --download", true],
  ["--quiet", true],
  ["help", false],
  ["-h", false],
  ["backup --help", false],
  ["backup shop", false],
  ["backup --dir=x", false],
  ["list", false],
  ["doctor", false],
])(
  "where the file has a host to fall back on, %j is for Akeeba Remote CLI: %j",
  async (line, is) => {
    assertEquals(await asked(line, WITH_HOST), is);
    assertEquals(await asked(line, "[mysite]\nhost=www.example.com\n"), false);
  },
);

Deno.test("after a bare -h, the name of a section goes before the name of a command", async () => {
  assertEquals(await asked("-h test", "[test]\nhost=www.example.com\naction=backup\n"), true);
  assertEquals(await asked("-h test", WITH_HOST), false);
});

Deno.test("a file that cannot be understood is told about, not passed over", async () => {
  assertEquals(await asked("backup", "host=x\n[unclosed\n"), true);
});
