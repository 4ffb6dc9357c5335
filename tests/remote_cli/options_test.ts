import { assertEquals } from "@std/assert";
import { hintWithOptions } from "../../src/remote_cli/own_words.ts";
import { isOption, readLine, switchValue, VERBS } from "../../src/remote_cli/options.ts";

/** What was read, as one object; a fault by its code and message. */
function read(line: string) {
  const { words, options, hasDashes, fault } = readLine(line.split(" "));
  return {
    ...(words.length > 0 && { words }),
    ...Object.fromEntries(options),
    ...(hasDashes && { hasDashes }),
    ...(fault && { fault: `${fault.code} ${fault.message}` }),
  };
}

Deno.test.each<[string, Record<string, unknown>]>([
  ["backup --host=a.example --secret=x", { words: ["backup"], host: "a.example", secret: "x" }],
  ["backup --host a.example --secret x", { words: ["backup"], host: "a.example", secret: "x" }],
  ["-h a.example -s x -t y", { host: "a.example", secret: "x", token: "y" }],
  ["-h=a.example", { host: "a.example" }],
  ["--secret=a=b==", { secret: "a=b==" }],
  ["--secret -dash", { secret: "-dash" }],
  ["--secret --dashes", { secret: "--dashes" }],
  ["--host a --host b", { host: "b" }],
  ["-d -D -m", { download: "1", delete: "1", "machine-readable": "1" }],
  ["-dDm", { download: "1", delete: "1", "machine-readable": "1" }],
  ["--download=0 --delete=yes", { download: "0", delete: "1" }],
  ["--download no --force true", { download: "0", force: "1" }],
  ["--download backup", { download: "1", words: ["backup"] }],
  ["-h", { help: "1" }],
  ["-h --secret=x", { help: "1", secret: "x" }],
  ["-h --unknown=x", { help: "1", fault: "usage/flag There is no option --unknown" }],
  ["-mh a.example", { "machine-readable": "1", host: "a.example" }],
  ["--from -5", { from: "-5" }],
  ["profileexport --id=1 --", { words: ["profileexport"], id: "1", hasDashes: true }],
  ["--description=", { description: "" }],
])("%s is read as %j", (line, expected) => assertEquals(read(line), expected));

Deno.test.each<[string, string]>([
  ["--hots=a", "usage/flag There is no option --hots"],
  ["-x", "usage/flag There is no option -x"],
  ["--host", "usage/value --host needs a value"],
  ["--host --secret=x", "usage/value --host needs a value"],
  ["--host --other", "usage/value --host needs a value"],
  ["-s", "usage/value -s needs a value"],
  ["--force=perhaps", "usage/value --force is either on or off"],
])("%s is a fault: %s", (line, fault) => assertEquals(read(line)["fault"], fault));

Deno.test("a fault never repeats a long word, which may be a secret", () => {
  const { fault = "" } = read(`--secret${"x".repeat(100)}`);
  assertEquals(String(fault).includes("x".repeat(50)), false);
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
    "quiet silent debug nocolor license action ua";
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
