/** Proving and listing archives from the command line. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { manifestPath, writeManifest } from "../../src/files/manifest.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import { reportText } from "../../src/cli/output/archive.ts";
import { createStyle } from "../../src/cli/output/style.ts";
import { ARCHIVES, lastPart, sampleNamed } from "../archive/support/samples.ts";
import { treeOf } from "../archive/support/temporary.ts";
import { inFolder } from "../support/in_folder.ts";
import { ALL_TERMINALS, cli, jsonLines } from "./fake_world.ts";

const JPA = lastPart(sampleNamed("small-jpa-single"));
const JPS = lastPart(sampleNamed("small-jps-single"));
const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** The last part of a damaged archive, or another one. */
function damaged(name: string, part = "sample-files.jpa"): string {
  return join(ARCHIVES, "damaged", name, part);
}

Deno.test("verify says in one line what an archive holds, and how much is proven", async () => {
  assertEquals(await cli(["verify", JPA]), {
    status: 0,
    stdout: "readable: jpa 1.3, 11 entries, 8 files, 17 158 bytes, 1 part; " +
      "JPA archives contain no checksums, and there is no manifest to compare with\n",
    stderr: "",
  });
});

Deno.test("verify takes any part of an archive, in the folder one is in", async () => {
  const { folder, parts } = sampleNamed("small-zip-multipart");
  for (const { file } of parts) {
    const { status, stdout } = await cli(["verify", file], { folder });
    assertEquals(status, 0);
    const about = "zip, 12 entries, 8 files, 156 408 bytes, 3 parts";
    assertEquals(stdout, `whole: ${about}; all files have their checksums\n`);
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
    /^damaged: .* 3 parts; 11 entries can be read before the damage, 0 after it; 1 entry is lost or damaged$/,
  );
  assertMatch(result.stderr, /^sitehaul: .+\nhint: .+\n$/);
});

Deno.test("for programs the report is one document, with the error that it amounts to", async () => {
  const whole = await cli(["verify", JPA, "--json"]);
  assertEquals([whole.status, whole.stderr, JSON.parse(whole.stdout)], [0, "", {
    schema: 1,
    archive: "sample-files.jpa",
    ok: true,
    proof: "readable",
    format: "jpa",
    formatVersion: "1.3",
    quick: false,
    parts: ["sample-files.jpa"],
    missing: [],
    entries: 11,
    files: 8,
    bytes: 17158,
    checksums: "none",
    unchecked: 9,
    lost: null,
    repeated: 0,
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

Deno.test("problems beyond those that are listed are counted", async () => {
  const report = await verifyArchive(damaged("jpa-link-outside"));
  const text = reportText({ ...report, unlisted: 1234 }, () => "odd", createStyle(false));
  assertMatch(text, /^note: odd\nand 1 234 more problems\nreadable: /);
});

Deno.test("what extracting leaves out is listed, though the archive is whole", async () => {
  for (
    const [name, line] of [
      ["jpa-link-outside", /^note: .*"h\/link\.txt".*\nreadable: .*\n$/],
      ["jpa-name-parent-directory", /^unsafe: .*"\.\.\/evil\.txt".*\nreadable: .*\n$/],
    ] as const
  ) {
    const { status, stdout, stderr } = await cli(["verify", damaged(name)]);
    assertEquals([status, stderr], [0, ""]);
    assertMatch(stdout, line);
  }
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
    assertMatch(match.stdout, /^whole: .*; its parts have the checksums of the manifest\n$/);
    await write("0".repeat(64));
    const differ = await cli(["verify", manifest]);
    assertEquals(differ.status, 60);
    assertStringIncludes(differ.stdout, "SHA-256");
  }));

Deno.test("whoever sits at the terminal sees how far verifying is; a program does not", async () => {
  const terminal = { ...ALL_TERMINALS, stdout: false };
  const { stdout, stderr } = await cli(["verify", JPA], { terminal });
  assertMatch(stdout, /^readable: /);
  assertStringIncludes(stderr, " read");
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

Deno.test("ls prints what can be found of a damaged archive, and then fails", async () => {
  const archive = damaged("jpa-parts-middle-missing");
  const { status, stdout, stderr } = await cli(["ls", archive]);
  assertEquals(status, 60);
  assertEquals(stdout.trimEnd().split("\n").length, 4);
  assertMatch(
    stderr,
    /^sitehaul: .*the part "sample-files\.j02" is missing \(and 1 more\)\nhint: /,
  );
  const json = await cli(["ls", archive, "--json"]);
  const [list, ...more] = json.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals([json.status, list.length, more], [60, 3, []]);
  assertMatch(json.stderr, /^sitehaul: .*the part "sample-files\.j02" is missing/);
});

Deno.test("ls of what is no archive fails with one error", async () => {
  const { status, stdout } = await cli(["ls", damaged("jpa-is-html-page"), "--json"]);
  const [error, ...more] = jsonLines(stdout);
  assertEquals([status, error?.["type"], error?.["exit"], more], [60, "error", 60, []]);
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
  assertMatch(whole.stdout, /^readable: /);
  const locked = await program("ls", JPS);
  assertEquals([locked.status, locked.stdout], [61, ""]);
});
