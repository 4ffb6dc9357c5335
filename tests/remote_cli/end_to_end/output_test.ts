/** The configuration file, and how output is shaped for people and for scripts. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { DEFAULT_TOKEN } from "../../../src/simulator/mod.ts";
import { DIFFERS, lastCredential, SITE, type Suite, suite } from "./suite.ts";

const write = ({ home }: Suite, text: string) =>
  Deno.writeTextFile(join(home, ".akeebaremotecli"), text, { mode: 0o600 });

Deno.test("what stands outside of sections supplies the host and the credential", () =>
  suite(async (given) => {
    await write(given, `host=${SITE}\ntoken="${DEFAULT_TOKEN}"\n`);
    const { status, output } = await given.run(["test"]);
    assertEquals(status, 0);
    assertStringIncludes(output, "Successful connection to site");
  }));

Deno.test("a section is selected with --host, and has an action of its own", () =>
  suite(async (given) => {
    const section = `[nightly]\nhost=${SITE}\ntoken="${DEFAULT_TOKEN}"\naction=backup\nprofile=2\n`;
    await write(given, section);
    const { status, output } = await given.run(["--host=nightly"]);
    assertEquals([status, given.simulator.site.record(3)?.profile], [0, 2]);
    assertStringIncludes(output, "The backup finished successfully.");
  }));

Deno.test("a quoted token keeps the equals signs it ends in", () =>
  suite(async (given) => {
    const padded = `${DEFAULT_TOKEN.replace(/=*$/, "")}==`;
    await write(given, `host=${SITE}\ntoken="${padded}"\n`);
    await given.run(["test"]);
    assertEquals(lastCredential(given.simulator), ["token", padded]);
  }));

Deno.test("an unknown section leaves nothing to work with", () =>
  suite(async (given) => {
    await write(given, "[nightly]\nhost=https://www.example.com\n");
    const { status, output } = await given.run(["test", "--host=nosuchsection"]);
    assertEquals(status, 37);
    assertStringIncludes(output, "Error #37");
  }));

Deno.test("no configuration file is no error", () =>
  suite(async ({ withToken }) => {
    assertEquals((await withToken("test")).status, 0);
  }));

Deno.test(`${DIFFERS} there is no banner, neither for people nor for machines`, () =>
  suite(async ({ withToken }) => {
    for (const more of [[], ["-m"]]) {
      const { output } = await withToken("test", ...more);
      assertEquals(/Remote Control CLI|ABSOLUTELY NO WARRANTY/.test(output), false);
    }
  }));

Deno.test("-m is one TYPE|message per line", () =>
  suite(async ({ withToken }) => {
    const { status, stdout } = await withToken("test", "-m");
    assertEquals(status, 0);
    assertStringIncludes(stdout, "INFO|Successful connection to site\n");
  }));

Deno.test("--machine-readable is the same as -m", () =>
  suite(async ({ withToken }) => {
    const [short, long] = await Promise.all(
      ["-m", "--machine-readable"].map((word) => withToken("listbackups", word, "--quiet")),
    );
    assertEquals(short?.stdout, long?.stdout);
  }));

Deno.test("--quiet keeps the data and drops the rest", () =>
  suite(async ({ withToken }) => {
    const { status, output } = await withToken("listbackups", "-m", "--quiet");
    assertEquals([status, output.trimEnd().split("\n").length], [0, 2]);
    assertStringIncludes(output, "A single part backup");
  }));

Deno.test("an error is an ERROR line with -m", () =>
  suite(async ({ run }) => {
    const { stdout } = await run(["test", `--host=${SITE}`, "--secret=utterly-wrong", "-m"]);
    assertStringIncludes(stdout, "ERROR|Error #42");
  }));

Deno.test("--debug tells by which method it connects", () =>
  suite(async ({ withToken }) => {
    for (const words of [["test"], ["listbackups"], ["backup"]]) {
      const { status, output } = await withToken(...words, "--debug");
      assertEquals(status, 0);
      assertStringIncludes(output, "Found a connection method");
    }
  }));

Deno.test(`${DIFFERS} help with -m is the help, in lines as of anything else`, () =>
  suite(async ({ run }) => {
    const { status, stdout } = await run(["help", "-m"]);
    assertEquals([status, /^INFO\|Usage:$/m.test(stdout)], [0, true], stdout);
    for (const line of stdout.trimEnd().split("\n")) assertMatch(line, /^INFO\|./);
  }));

Deno.test("the help documents the options for credentials", () =>
  suite(async ({ run }) => {
    for (const words of [["help"], ["help", "-m"], [`--host=${SITE}`, "help"]]) {
      const { status, output } = await run(words);
      assertEquals(status, 0);
      for (const option of ["--token", "--secret", "--api-version", "--api-endpoint"]) {
        assertStringIncludes(output, option);
      }
    }
  }));
