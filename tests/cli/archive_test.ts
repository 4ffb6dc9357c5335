/** Archives on this computer, from the command line. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { manifestPath, writeManifest } from "../../src/archive/manifest.ts";
import { ARCHIVES, damagedCases, lastPart, sampleNamed } from "../archive/support/samples.ts";
import { treeOf } from "../archive/support/temporary.ts";
import { inFolder } from "../support/in_folder.ts";
import { ALL_TERMINALS, cli, jsonLines } from "./fake_world.ts";

const JPA = lastPart(sampleNamed("small-jpa-single"));
const JPS = lastPart(sampleNamed("small-jps-single"));
const PASSWORD = "correct horse battery staple";
const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** The last part of a damaged archive, or another one. */
function damaged(name: string, part = "sample-files.jpa"): string {
  return join(ARCHIVES, "damaged", name, part);
}

Deno.test("verify says in one line what a whole archive holds", async () => {
  assertEquals(await cli(["verify", JPA]), {
    status: 0,
    stdout: "whole: jpa 1.3, 11 entries, 8 files, 17 158 bytes, 1 part; " +
      "no manifest to compare with\n",
    stderr: "",
  });
});

Deno.test("verify takes any part of an archive, in the folder one is in", async () => {
  const { folder, parts } = sampleNamed("small-zip-multipart");
  for (const { file } of parts) {
    const { status, stdout } = await cli(["verify", file], { folder });
    assertEquals(status, 0);
    assertStringIncludes(stdout, "whole: zip, 12 entries, 8 files, 156 408 bytes, 3 parts;");
  }
});

Deno.test("quick looks at headers only, and says so", async () => {
  const damage = damaged("jpa-flipped-byte-deflate-error");
  assertEquals((await cli(["verify", damage])).status, 60);
  const { status, stdout } = await cli(["verify", damage, "--quick"]);
  assertEquals(status, 0);
  assertMatch(stdout, /^headers in order: jpa 1\.3, .*; contents were not read\n$/);
  const short = await cli(["verify", damaged("jpa-truncated-in-file"), "--quick"]);
  assertEquals(short.status, 60);
  assertStringIncludes(short.stdout, "only headers were read");
});

Deno.test("verify names the part, the entry and the place of damage, and what can be read", async () => {
  const [name, entry, place] = ["sample-files.j02", '"b/random.bin"', "byte 28610 (94146 of the"];
  const result = await cli(["verify", damaged("jpa-parts-middle-truncated", "sample-files.j01")]);
  assertEquals(result.status, 60);
  const [problem = "", summary = "", ...more] = result.stdout.split("\n");
  for (const piece of [name, entry, place]) {
    assertStringIncludes(problem, piece);
    assertStringIncludes(result.stderr, piece);
  }
  assertEquals(more, [""]);
  assertMatch(problem, /^error: /);
  assertMatch(
    summary,
    /^damaged: jpa 1\.3, .*, 3 parts; 11 entries can be read before the damage, 0 after it$/,
  );
  assertMatch(result.stderr, /^sitehaul: .+\nhint: .+\n$/);
});

Deno.test("for programs the report is one document, with the error that it amounts to", async () => {
  const whole = await cli(["verify", JPA, "--json"]);
  assertEquals([whole.status, whole.stderr, JSON.parse(whole.stdout)], [0, "", {
    ok: true,
    format: "jpa",
    formatVersion: "1.3",
    quick: false,
    parts: ["sample-files.jpa"],
    entries: 11,
    files: 8,
    bytes: 17158,
    checksums: "none",
    readable: { before: 11, after: 0 },
    problems: [],
    unlisted: 0,
  }]);

  const broken = await cli(["verify", damaged("jpa-truncated-in-file"), "--json"]);
  assertEquals([broken.status, broken.stderr, jsonLines(broken.stdout).length], [60, "", 1]);
  const { ok, error, problems, readable } = JSON.parse(broken.stdout);
  const [first] = problems;
  assertEquals([ok, error.code, error.exit], [false, "archive/damaged", 60]);
  assertEquals([typeof error.message, typeof error.hint], ["string", "string"]);
  assertEquals([first.code, first.part, first.entry, first.offset, first.partOffset], [
    "truncated",
    "sample-files.jpa",
    "b/more.txt",
    1867,
    1867,
  ]);
  assertEquals(readable, { before: 9, after: 0 });

  const nothing = JSON.parse((await cli(["verify", damaged("jpa-zero-length"), "--json"])).stdout);
  assertEquals([nothing.format, nothing.formatVersion, nothing.problems[0].entry], [
    null,
    null,
    null,
  ]);
});

Deno.test("what is unsafe to extract is listed, though the archive is whole", async () => {
  const { status, stdout, stderr } = await cli(["verify", damaged("jpa-link-outside")]);
  assertEquals([status, stderr], [0, ""]);
  assertMatch(stdout, /^unsafe: .*"h\/link\.txt".*\nwhole: .*\n$/);
});

Deno.test("the manifest stands for its archive, whose checksums it proves", () =>
  inFolder(async (folder) => {
    const name = "sample-files.jpa";
    const bytes = await Deno.readFile(JPA);
    await Deno.writeFile(join(folder, name), bytes);
    const manifest = manifestPath(join(folder, name));
    const write = (sha256: string) =>
      writeManifest(manifest, {
        schema: 1,
        site: "https://www.example.com/",
        record: 1,
        parts: [{ name, size: bytes.length, sha256 }],
      });
    await write(createHash("sha256").update(bytes).digest("hex"));
    const match = await cli(["verify", manifest]);
    assertEquals(match.status, 0);
    assertMatch(match.stdout, /^whole: .*; checksums match\n$/);
    await write("0".repeat(64));
    const differ = await cli(["verify", manifest]);
    assertEquals(differ.status, 60);
    assertStringIncludes(differ.stdout, "SHA-256");
  }));

Deno.test("whoever sits at the terminal sees how far verifying is; a program does not", async () => {
  const terminal = { ...ALL_TERMINALS, stdout: false };
  const { stdout, stderr } = await cli(["verify", JPA], { terminal });
  assertMatch(stdout, /^whole: /);
  assertStringIncludes(stderr, "of the archive read");
  assertEquals((await cli(["verify", JPA, "--json"], { terminal })).stderr, "");
});

Deno.test("ls shows permissions, sizes, times and paths in the order of the archive", async () => {
  const { status, stdout, stderr } = await cli(["ls", JPA]);
  assertEquals([status, stderr], [0, ""]);
  const lines = stdout.trimEnd().split("\n");
  assertEquals(lines.length, 12);
  assertEquals(lines[0], "MODE     SIZE  TIME (UTC)           PATH");
  assertEquals(lines[1], "0644  2.0 KiB  2024-07-09 05:38:10  a.txt");
  assertMatch(lines[5] ?? "", /^0755 +g\/$/);
  assertMatch(lines[9] ?? "", /^0644 +h\/link\.txt → \.\.\/a\.txt$/);
});

Deno.test("ls for programs is an array of entries with all keys", async () => {
  const { status, stdout, stderr } = await cli(["ls", JPA, "--json"]);
  assertEquals([status, stderr], [0, ""]);
  const entries = JSON.parse(stdout);
  assertEquals(entries[0], {
    path: "a.txt",
    type: "file",
    size: 2000,
    mode: "0644",
    mtime: "2024-07-09T05:38:10Z",
    target: null,
  });
  assertEquals(entries[4], {
    path: "g",
    type: "directory",
    size: 0,
    mode: "0755",
    mtime: null,
    target: null,
  });
  assertEquals(entries[8].target, "../a.txt");
  const known = sampleNamed("small-jpa-single").entries.map(({ path }) => path.replace(/\/$/, ""));
  assertEquals(entries.map(({ path }: { path: string }) => path), known);
});

Deno.test("ls of a damaged archive fails with one error", async () => {
  const { status, stdout } = await cli(["ls", damaged("jpa-truncated-in-file"), "--json"]);
  const [error, ...more] = jsonLines(stdout);
  assertEquals([status, error?.["type"], error?.["exit"], more], [60, "error", 60, []]);
});

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

Deno.test("extract writes everything, and says what", () =>
  inFolder(async (folder) => {
    const { status, stdout, stderr } = await cli(["extract", JPA, "--to", "site"], { folder });
    assertEquals([status, stderr], [0, ""]);
    const amounts = "8 files, 2 folders, 1 link, 17 150 bytes";
    assertEquals(stdout, `Extracted into ${folder}/site: ${amounts}\n`);
    assertEquals((await treeOf(join(folder, "site"))).length, 18);

    const again = await cli(["extract", JPA, "--to", "site"], { folder });
    assertEquals(again.status, 104);
    assertMatch(again.stderr, /^warning: .*"a\.txt".*\n/);
    const over = await cli(["extract", JPA, "--to", "site", "--overwrite"], { folder });
    assertEquals([over.status, over.stderr], [0, ""]);
  }));

Deno.test("extract for programs tells of each entry, and of the whole in the end", () =>
  inFolder(async (folder) => {
    const args = ["extract", JPS, "--to", folder, "--password", PASSWORD, "--json"];
    const { status, stdout, stderr } = await cli(args);
    assertEquals([status, stderr], [0, ""]);
    const lines = jsonLines(stdout);
    assertEquals(lines.filter(({ type }) => type === "entry").length, 11);
    assertEquals(lines[0], {
      type: "entry",
      archive: "sample-files.jps",
      path: "a.txt",
      kind: "file",
      size: 2000,
    });
    const { bytes, ...last } = lines.at(-1) ?? {};
    assertEquals(typeof bytes, "number");
    assertEquals(last, {
      type: "result",
      ok: true,
      to: folder,
      files: 8,
      directories: 2,
      links: 1,
      skipped: 0,
      problems: 0,
    });
  }));

Deno.test("only what fits one of the patterns is extracted", () =>
  inFolder(async (folder) => {
    const args = ["extract", JPA, "--to", folder, "--only", "b", "--only=*.txt"];
    const { status, stdout } = await cli(args);
    assertEquals(status, 0);
    assertStringIncludes(stdout, "; 8 others left out");
    assertEquals(await treeOf(folder), ["a.txt", "b", "b/more.txt", "b/random.bin"]);
    const none = await cli(["extract", JPA, "--to", folder, "--only", "*.exe"]);
    assertEquals(none.status, 2);
    assertStringIncludes(none.stderr, '"*.exe"');
  }));

Deno.test("a file that goes beyond --max-bytes is refused and named", () =>
  inFolder(async (folder) => {
    const { status, stderr } = await cli(["extract", JPA, "--to", folder, "--max-bytes", "6000"]);
    assertEquals(status, 60);
    assertMatch(stderr, /warning: .*"b\/more\.txt".*6000 bytes/);
    assert(!(await treeOf(folder)).includes("b/more.txt"));
  }));

Deno.test.each(
  damagedCases().filter(({ expect }) => expect === "unsafe").map((one) => [one.name, one] as const),
)(
  "extracting %s writes nothing outside the folder, and names what was refused",
  (_, hostile) =>
    inFolder(async (folder) => {
      const file = join(hostile.folder, hostile.parts.at(-1) ?? "");
      const password = hostile.password === undefined ? [] : ["--password", hostile.password];
      const inner = join(folder, "a", "b");
      const human = await cli(["extract", file, "--to", inner, ...password]);
      assertEquals([human.status, human.stdout], [60, ""]);
      assertMatch(
        human.stderr,
        /^warning: .+\n(?:warning: .+\n)*extracted: .+\nsitehaul: .+\nhint: /,
      );
      const outside = (await treeOf(folder)).filter((path) => !path.startsWith("a/b/"));
      assertEquals(outside, ["a", "a/b"]);

      const json = await cli([
        "extract",
        file,
        "--to",
        inner,
        "--overwrite",
        "--json",
        ...password,
      ]);
      const lines = jsonLines(json.stdout);
      const problem = lines.find(({ severity }) => severity === "unsafe");
      assertEquals([json.status, json.stderr, problem?.["type"]], [60, "", "problem"]);
      const [summary, error] = lines.slice(-2);
      assertEquals([summary?.["type"], summary?.["ok"]], ["summary", false]);
      assertEquals([error?.["type"], error?.["exit"]], ["error", 60]);
    }),
);

Deno.test("extract needs a folder", async () => {
  const { status, stdout, stderr } = await cli(["extract", JPA]);
  assertEquals([status, stdout], [2, ""]);
  assertMatch(stderr, /^sitehaul: extract needs --to DIR.*\nhint: .*--to=DIR.*\n$/);
});

Deno.test("a file that is not there is named", async () => {
  for (const command of [["verify"], ["ls"], ["extract", "--to", "x"]]) {
    const { status, stdout, stderr } = await cli([...command, "none.jpa"], { folder: ARCHIVES });
    assertEquals([status, stdout], [2, ""]);
    assertMatch(stderr, /^sitehaul: .*none\.jpa: there is no such file\nhint: .+\n$/);
  }
});

Deno.test("an interruption stops work on archives", () =>
  inFolder(async (folder) => {
    const signal = AbortSignal.abort();
    for (const args of [["verify", JPA], ["ls", JPA], ["extract", JPA, "--to", folder]]) {
      assertEquals((await cli(args, { signal })).status, 130);
    }
    assertEquals(await treeOf(folder), []);
  }));

Deno.test("the program reads archives without the network", async () => {
  const program = async (...args: string[]) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-check", "--no-prompt", "--allow-read", MAIN, ...args],
      env: { NO_COLOR: "" },
      stdin: "null",
    }).output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    return { status: code, stdout: out ?? "", stderr: err ?? "" };
  };
  const whole = await program("verify", JPA);
  assertEquals([whole.status, whole.stderr], [0, ""]);
  assertMatch(whole.stdout, /^whole: /);
  const locked = await program("ls", JPS);
  assertEquals([locked.status, locked.stdout], [61, ""]);
});
