import { assertEquals } from "@std/assert";
import { hintWithOptions } from "../../src/remote_cli/own_words.ts";
import { isOption, switchValue, VERBS } from "../../src/remote_cli/options.ts";
import { readLine } from "../../src/remote_cli/read_line.ts";

/** What was read, as one object; a fault by its code and message. */
function read(line: string) {
  const { words, options, hasDashes, ignored, fault } = readLine(line.split(" "));
  return {
    ...(words.length > 0 && { words }),
    ...Object.fromEntries(options),
    ...(hasDashes && { hasDashes }),
    ...(ignored.length > 0 && { ignored }),
    ...(fault && { fault: `${fault.code} ${fault.message}` }),
  };
}

Deno.test.each<[string, Record<string, unknown>]>([
  ["backup --host=a.example --secret=x", { words: ["backup"], host: "a.example", secret: "x" }],
  ["backup --host a.example --secret x", { words: ["backup"], host: "a.example", secret: "x" }],
  ["-h a.example -s x -t y", { host: "a.example", secret: "x", token: "y" }],
  ["-h=a.example", { host: "a.example" }],
  ["--secret=a=b==", { secret: "a=b==" }],
  ["--secret=-dash -s=--dashes", { secret: "--dashes" }],
  ["--host a --host b", { host: "b" }],
  ["-d -D -m", { download: "1", delete: "1", "machine-readable": "1" }],
  ["-dDm", { download: "1", delete: "1", "machine-readable": "1" }],
  ["--download=0 --delete=yes", { download: "0", delete: "1" }],
  ["--download no --force true", { download: "0", force: "1" }],
  ["--download backup", { download: "1", words: ["backup"] }],
  ["-h", { help: "1" }],
  ["-h --secret=x", { help: "1", secret: "x" }],
  ["-h --unknown=x", { help: "1", ignored: ["There is no option --unknown, and it is ignored"] }],
  ["-mh a.example", { "machine-readable": "1", host: "a.example" }],
  ["--from=-5", { from: "-5" }],
  ["--no-verify", { "no-verify": "1" }],
  ["--no-verify=no backup", { words: ["backup"] }],
  ["--download=false -D=0 -m no", { download: "0", delete: "0", "machine-readable": "0" }],
  ["-d=perhaps", { fault: "usage/value -d is either on or off", download: "1" }],
  ["--id=007 --secret=0x10 5", { id: "007", secret: "0x10", words: ["5"] }],
  ["--host --secret=x", { host: "", secret: "x" }],
  ["--host", { host: "" }],
  ["--host  test", { host: "", words: ["test"] }],
  ["-h  test", { host: "", words: ["test"] }],
  ["-t -s word", { token: "", secret: "word" }],
  ["-s -m", { secret: "", "machine-readable": "1" }],
  ["backup --", { words: ["backup"], hasDashes: true }],
  ["-- --id=1", { id: "1", hasDashes: true }],
  ["--verbose backup", { verbose: "1", words: ["backup"] }],
  ["--a.b=1 --constructor=2 --__proto__=3", {
    ignored: ["--a.b", "--constructor", "--__proto__"].map((each) =>
      `There is no option ${each}, and it is ignored`
    ),
  }],
  ["profileexport --id=1 --", { words: ["profileexport"], id: "1", hasDashes: true }],
  ["--description=", { description: "" }],
])("%s is read as %j", (line, expected) => assertEquals(read(line), expected));

Deno.test.each<[string, string]>([
  ["--hots=a", "There is no option --hots, and it is ignored: did you mean --host?"],
  ["--hots a", "There is no option --hots, and it is ignored: did you mean --host?"],
  ["-x", "There is no option -x, and it is ignored"],
  ["-mx", "There is no option -x, and it is ignored"],
])("%s is ignored, with a word about it: %s", (line, ignored) => {
  assertEquals([read(line)["ignored"], read(line)["fault"]], [[ignored], undefined]);
});

Deno.test.each<[string, string]>([
  ["--id", "usage/value --id needs a value"],
  ["--comment --secret=x", "usage/value --comment needs a value"],
  ["--host --other", "usage/value --host needs a value"],
  ["--secret -dash", "usage/value --secret needs a value"],
  ["--secret --dashes=x", "usage/value --secret needs a value"],
  ["-s -Sword", "usage/value -s needs a value"],
  ["-sword", "usage/value -s needs a blank before its value"],
  ["-mhwww.example.com", "usage/value -h needs a blank before its value"],
  ["--force=perhaps", "usage/value --force is either on or off"],
])("%s is a fault: %s", (line, fault) => assertEquals(read(line)["fault"], fault));

Deno.test("a fault never repeats a long word, which may be a secret", () => {
  const { ignored } = read(`--secret${"x".repeat(100)}`);
  assertEquals(JSON.stringify(ignored).includes("x".repeat(50)), false);
  const { fault } = readLine(["--secret", "-dash"]);
  assertEquals(fault?.hint?.includes("a dash needs the =: --secret=-VALUE"), true);
});

Deno.test("switches are on or off as PHP has it", () => {
  for (const on of ["1", "true", "YES", "on"]) assertEquals(switchValue(on), "1");
  for (const off of ["", "0", "false", "No", "off", "none"]) assertEquals(switchValue(off), "0");
  assertEquals(switchValue("2"), undefined);
});

Deno.test("every verb and option that scripts use is known", () => {
  const verbs = "help license php test backup backupinfo listbackups delete deletefiles download " +
    "profiles profileexport profileimport update";
  assertEquals(verbs.split(" ").toSorted(), [...VERBS].toSorted());
  const options = "host secret token profile description comment download delete id part dlmode " +
    "dlpath dlurl chunk_size filename file data from limit to certificate api-version " +
    "api-endpoint verb format component endpoint view minimum-stability force machine-readable " +
    "quiet silent debug nocolor license action ua json encapsulation verbose mergeerror";
  assertEquals(options.split(" ").filter((name) => !isOption(name)), []);
  assertEquals(["constructor", "toString", "__proto__"].filter(isOption), []);
});

Deno.test.each<[string, string]>([
  ["Write --secret, --secret-file or --token.", "Write --secret, --secret-file or --token."],
  ["Name a folder with --dir, or --mode chunk.", "Name a folder with --dlpath, or --dlmode chunk."],
  [
    "Use --min-stability or --ca-file, --api.",
    "Use --minimum-stability or --certificate, --api-version.",
  ],
  [
    "Give --known-hosts.",
    "Give --known-hosts. (--known-hosts: on sitehaul's own command lines, see sitehaul help.)",
  ],
  ["Run it with --allow-net.", "Run it with --allow-net."],
])("the hint %j becomes %j", (hint, told) => {
  assertEquals(hintWithOptions(hint), told);
});
