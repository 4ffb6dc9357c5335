import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { COMMANDS } from "../../src/cli/commands.ts";
import { ERROR_CODES } from "../../src/base/errors.ts";
import { cli } from "./fake_world.ts";

const { status, stdout: page } = await cli(["man"], { variables: { SITEHAUL_SECRET: "sitehaul" } });
const GROFF = await groff(".TH A 1\n").then(({ success }) => success, () => false);

/** The page as a terminal shows it, without bold. */
async function groff(source: string) {
  const args = ["-man", "-Tutf8", "-P-cbou", "-rLL=100n", "-ww"];
  const child = new Deno.Command("groff", {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(source));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { success, text: decoder.decode(stdout), faults: decoder.decode(stderr) };
}

Deno.test("the manual page has every command, flag, example and error code", () => {
  assertEquals(status, 0);
  const plain = page.replaceAll("\\-", "-");
  for (const { name, flags, examples } of COMMANDS) {
    assert(plain.includes(`.SS "${name} `), name);
    for (const flag of Object.keys(flags)) assertStringIncludes(plain, `--${flag}`);
    assert(examples.length > 0);
  }
  for (const code of ERROR_CODES) assertStringIncludes(plain, code);
});

Deno.test("the manual page has no command that roff does not know, and no letter that it changes", () => {
  for (const line of page.split("\n")) {
    assert(!/(?<!\\)[-~^`']/.test(line), `not to be copied: ${line}`);
    if (/^[.']/.test(line)) assert(/^\.(TH|SH|SS|TP|PP|RS|RE|nf|fi|nh|ad)\b/.test(line), line);
  }
});

Deno.test("the manual page names every variable of sitehaul", async () => {
  for (const name of await variables(new URL("../../src/", import.meta.url))) {
    assertStringIncludes(page, name);
  }
});

async function variables(folder: URL): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const url = new URL(isDirectory ? `${name}/` : name, folder);
    const found = isDirectory
      ? await variables(url)
      : (await Deno.readTextFile(url)).match(/\bSITEHAUL_[A-Z_]+\b/g) ?? [];
    for (const each of found) names.add(each);
  }
  return names;
}

Deno.test({
  name: "roff sets the manual page without a warning, and examples can be copied from it",
  ignore: !GROFF,
  fn: async () => {
    const { success, text, faults } = await groff(page);
    assertEquals([success, faults], [true, ""]);
    for (const { line } of COMMANDS.flatMap(({ examples }) => examples)) {
      assertStringIncludes(text, `sitehaul ${line}\n`);
    }
    assertStringIncludes(text, "backup [SITE…] [FLAGS]");
  },
});
