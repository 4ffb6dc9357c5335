/** The command line that goes on with a download: it reaches what the interrupted one has reached. */
import { assertEquals } from "@std/assert";
import { resumeLine } from "../../src/cli/commands/resume_line.ts";
import type { FetchFlags } from "../../src/cli/context/context.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { splitWords, valuesFor } from "../../src/cli/parse/flags.ts";

const [download] = COMMANDS.filter(({ name }) => name === "download");

function flagsOf(...words: readonly string[]): FetchFlags {
  if (download === undefined) throw new Error("there is no such command");
  const line = splitWords(["download", "shop", "1", ...words], COMMANDS, download);
  return valuesFor(download, line).flags as unknown as FetchFlags;
}

function resumed(...words: readonly string[]): string {
  const verify = !words.includes("--no-verify");
  const where = { site: "shop", record: 41, dir: "kept", verify, deleteRemote: false };
  return resumeLine(where, flagsOf(...words));
}

const BEGINNING = "sitehaul download shop 41 --dir kept";

Deno.test("whatever leads to the site and its files is said again", () => {
  const given = [
    ...["--folder", "renamed", "--set", "a=b", "--set", "c=d", "--api", "2", "--timeout", "5"],
    ...["--mode", "sftp", "--key-file", "key", "--known-hosts", "hosts", "--insecure"],
    ...["--connections", "3", "--patience", "60", "--ca-file", "ca.pem", "--config", "my.yaml"],
    ...["--secret-file", "secret.txt", "--password-file", "word.txt"],
  ];
  const flags = (line: string) => line.split(/ (?=--)/).toSorted();
  assertEquals(flags(resumed(...given)), flags([BEGINNING, ...given].join(" ")));
});

Deno.test("no secret is said again", () => {
  const given = ["--secret", "S3cret", "--password", "word", "--url", "sftp://me:pass@host/a"];
  assertEquals(resumed(...given), `${BEGINNING} --url sftp://me@host/a`);
  assertEquals(resumed("--token", "T0ken"), BEGINNING);
});

Deno.test("what was not given is not said", () => {
  assertEquals(resumed(), BEGINNING);
  assertEquals(resumed("--no-verify"), `${BEGINNING} --no-verify`);
});
