/** Where the password of an archive comes from, and where it must not show. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { lastPart, sampleNamed } from "../archive/support/samples.ts";
import { treeOf } from "../archive/support/temporary.ts";
import { inFolder } from "../support/in_folder.ts";
import { ALL_TERMINALS, cli } from "./fake_world.ts";

const JPA = lastPart(sampleNamed("small-jpa-single"));
const JPS = lastPart(sampleNamed("small-jps-single"));
const PASSWORD = "correct horse battery staple";

Deno.test("the password comes from a flag, a file or the environment", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "word"), `${PASSWORD}\n`);
    const variables = { SITEHAUL_ARCHIVE_PASSWORD: PASSWORD };
    const ways = [
      await cli(["ls", JPS, "--password", PASSWORD]),
      await cli(["ls", JPS, "--password-file", "word"], { folder }),
      await cli(["ls", JPS], { variables }),
    ];
    for (const { status, stdout } of ways) {
      assertEquals(status, 0);
      assertStringIncludes(stdout, "b/random.bin");
    }
    const flag = await cli(["ls", JPS, "--password", "another"], { variables });
    assertEquals(flag.status, 61);
    assert(!flag.stderr.includes("another"));
    assertEquals((await cli(["ls", JPS, "--password-file", "none"], { folder })).status, 2);
    assertEquals((await cli(["ls", JPS, "--password=x", "--password-file=word"])).status, 2);
  }));

Deno.test("a wrong password and a missing one end with 61", () =>
  inFolder(async (folder) => {
    for (const password of [[], ["--password", "another"]]) {
      for (const command of [["verify"], ["ls"], ["extract", "--to", folder]]) {
        const { status, stderr } = await cli([...command, JPS, ...password]);
        assertEquals(status, 61);
        assertMatch(stderr, /^sitehaul: .*sample-files\.jps.*password.*\nhint: .+\n$/);
      }
    }
    assertMatch((await cli(["verify", JPS])).stdout, /\nlocked: .*without its password\n$/);
    assertEquals(await treeOf(folder), []);
  }));

Deno.test("somebody at the terminal is asked, once, and only for an archive that needs it", async () => {
  const questions: string[] = [];
  const askSecret = (question: string) => {
    questions.push(question);
    return Promise.resolve(PASSWORD);
  };
  const asked = (archive: string, terminal = ALL_TERMINALS) =>
    cli(["verify", archive], { askSecret, terminal: { ...terminal, stdout: false } });
  assertEquals((await asked(JPS)).status, 0);
  assertEquals(questions, ["Password of the archive:"]);
  assertEquals((await asked(JPA)).status, 0);
  assertEquals((await asked(lastPart(sampleNamed("jps-empty-password")))).status, 0);
  assertEquals((await asked(JPS, { ...ALL_TERMINALS, stdin: false })).status, 61);
  assertEquals((await asked(JPS, { ...ALL_TERMINALS, stderr: false })).status, 61);
  assertEquals(questions.length, 1);
});

Deno.test("what was typed as a password is hidden", async () => {
  const askSecret = () => Promise.resolve("is wrong");
  const { status, stdout, stderr } = await cli(["verify", JPS], {
    askSecret,
    terminal: ALL_TERMINALS,
  });
  assertEquals(status, 61);
  assert(!(stdout + stderr).includes("is wrong"));
  assertStringIncludes(stderr, "[redacted]");
});

Deno.test("a password as an argument is hidden, and whoever is at the terminal is warned", async () => {
  const args = ["ls", "/nonexistent/hunter22.jps", "--password", "hunter22"];
  const { stdout, stderr } = await cli(args, {
    terminal: ALL_TERMINALS,
    variables: { NO_COLOR: "1" },
  });
  assert(!(stdout + stderr).includes("hunter22"));
  assertStringIncludes(stderr, "--password-file and SITEHAUL_ARCHIVE_PASSWORD are safer");
});

Deno.test("a password that happens to be in a path changes no list", async () => {
  const { stdout } = await cli(["ls", JPA, "--json", "--password", "random"]);
  assert(JSON.parse(stdout).some(({ path }: { path: string }) => path === "b/random.bin"));
});
