/** Extracting archives from the command line. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { damagedCases, lastPart, sampleNamed } from "../archive/support/samples.ts";
import { treeOf } from "../archive/support/temporary.ts";
import { jpa } from "../archive/support/writers.ts";
import { inFolder } from "../support/in_folder.ts";
import { ALL_TERMINALS, cli, jsonLines } from "./fake_world.ts";
import { Screen } from "./screen.ts";

const JPA = lastPart(sampleNamed("small-jpa-single"));
const JPS = lastPart(sampleNamed("small-jps-single"));
const PASSWORD = "correct horse battery staple";

Deno.test("extract writes everything, and says what", () =>
  inFolder(async (folder) => {
    const { status, stdout, stderr } = await cli(["extract", JPA, "--to", "site"], { folder });
    assertEquals([status, stderr], [0, ""]);
    const amounts = "8 files, 2 folders, 1 link, 17 150 bytes";
    assertEquals(stdout, `Extracted into site: ${amounts}\n`);
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
      schema: 1,
      type: "entry",
      archive: "sample-files.jps",
      path: "a.txt",
      kind: "file",
      size: 2000,
    });
    const { bytes, ...last } = lines.at(-1) ?? {};
    assertEquals(typeof bytes, "number");
    assertEquals(last, {
      schema: 1,
      type: "result",
      ok: true,
      to: folder,
      files: 8,
      directories: 2,
      links: 1,
      skipped: 0,
      leftOut: 0,
      damaged: 0,
      repeated: 0,
      problems: 0,
      unlisted: 0,
    });
  }));

Deno.test("whoever sits at the terminal sees what is being extracted", () =>
  inFolder(async (folder) => {
    const terminal = { ...ALL_TERMINALS, stdout: false };
    let now = 0;
    // Every look at the clock is long after the one before, so that nothing is left out.
    const clock = () => now += 1000;
    const { stderr } = await cli(["extract", JPA, "--to", folder], { terminal, clock });
    assertMatch(stderr, /extract {3}0:\d\d {2}b\/random\.bin/);
    const screen = new Screen(80);
    screen.write(stderr);
    assertEquals(screen.text, "", "the row is taken away in the end");
    const args = ["extract", JPA, "--to", folder, "--overwrite", "--quiet"];
    assertEquals((await cli(args, { terminal })).stderr, "");
  }));

Deno.test("only what fits one of the patterns is extracted", () =>
  inFolder(async (folder) => {
    const args = ["extract", JPA, "--to", folder, "--only", "b", "--only=*.txt"];
    const { status, stdout } = await cli(args);
    assertEquals(status, 0);
    assertStringIncludes(stdout, "; 8 others not selected");
    assertEquals(await treeOf(folder), ["a.txt", "b", "b/more.txt", "b/random.bin"]);
    const none = await cli(["extract", JPA, "--to", folder, "--only", "*.exe"]);
    assertEquals(none.status, 2);
    assertStringIncludes(none.stderr, '"*.exe"');
  }));

Deno.test("a file that goes beyond --max-bytes is refused and named", () =>
  inFolder(async (folder) => {
    const { status, stderr } = await cli(["extract", JPA, "--to", folder, "--max-bytes", "6000"]);
    assertEquals(status, 63);
    assertMatch(stderr, /warning: .*"b\/more\.txt".*6000 bytes/);
    assertMatch(stderr, /\nhint: .*--max-bytes/);
    assert(!(await treeOf(folder)).includes("b/more.txt"));
  }));

Deno.test("a file that grows too much is refused, unless --max-ratio allows it", () =>
  inFolder(async (folder) => {
    const bomb = { path: "zeros", data: "small", method: 1, size: 70 << 20 };
    await Deno.writeFile(join(folder, "bomb.jpa"), jpa([bomb]));
    const args = ["extract", "bomb.jpa", "--to", "site"];
    const refused = await cli(args, { folder });
    assertEquals(refused.status, 63);
    assertMatch(refused.stderr, /^warning: .*"zeros".* more than 500 times\n/);
    const allowed = await cli([...args, "--max-ratio", "100000000"], { folder });
    assertEquals([allowed.status, allowed.stderr.includes(" times")], [60, false]);
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
      // A link that leads out may be one of a healthy site.
      const isLink = /^jpa-link-(?:absolute|outside)$/.test(hostile.name);
      const exit = isLink ? 63 : 60;
      const human = await cli(["extract", file, "--to", inner, ...password]);
      assertEquals([human.status, human.stdout], [exit, ""]);
      assertMatch(
        human.stderr,
        /^warning: .+\n(?:warning: .+\n)*sitehaul: Not compl.+\nhint: .+\n$/,
      );
      assertEquals(human.stderr.includes("who made this archive"), !isLink);
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
      assertEquals([json.status, json.stderr, problem?.["type"]], [exit, "", "problem"]);
      const [summary, error] = lines.slice(-2);
      assertEquals([summary?.["type"], summary?.["ok"]], ["summary", false]);
      assertEquals([error?.["type"], error?.["exit"]], ["error", exit]);
    }),
);

Deno.test("of a great many refused entries the first are named, and the others counted", () =>
  inFolder(async (folder) => {
    const items = Array.from({ length: 1300 }, (_, index) => ({ path: `../${index}` }));
    await Deno.writeFile(join(folder, "site.jpa"), jpa([{ path: "good" }, ...items]));
    const { status, stderr } = await cli(["extract", "site.jpa", "--to", "site"], { folder });
    assertEquals(status, 60);
    assertEquals(stderr.match(/^warning: /gm)?.length, 100);
    const end =
      /^sitehaul: Not compl.*: 1 file, .*; 1 300 entries left out; and 1 200 more problems$/m;
    assertMatch(stderr, end);
    const args = ["extract", "site.jpa", "--to", "other", "--json"];
    const lines = jsonLines((await cli(args, { folder })).stdout);
    assertEquals(lines.filter(({ type }) => type === "problem").length, 100);
    const summary = lines.find(({ type }) => type === "summary");
    assertEquals([summary?.["problems"], summary?.["unlisted"]], [1300, 1200]);
    const report = JSON.parse((await cli(["verify", "site.jpa", "--json"], { folder })).stdout);
    assertEquals([report.problems.length, report.unlisted], [100, 1200]);
  }));

Deno.test("extract needs a folder", async () => {
  const { status, stdout, stderr } = await cli(["extract", JPA]);
  assertEquals([status, stdout], [2, ""]);
  assertMatch(stderr, /^sitehaul: extract needs --to DIR.*\nhint: .*--to=DIR.*\n$/);
});
