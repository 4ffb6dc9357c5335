/** Several archives on one command line, as a pattern of the shell names them. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { basename, join } from "node:path";
import { archivesAmong } from "../../src/archive/mod.ts";
import { writeChecksums, writeManifest } from "../../src/files/manifest.ts";
import { ARCHIVES, type Sample, sampleNamed } from "../archive/support/samples.ts";
import { treeOf } from "../archive/support/temporary.ts";
import { inFolder } from "../support/in_folder.ts";
import { ALL_TERMINALS, cli, jsonLines } from "./fake_world.ts";

const PASSWORD = "correct horse battery staple";

/** Copies a sample under another name; returns its files. */
async function copyAs(sample: Sample, folder: string, name: string): Promise<string[]> {
  const files = sample.parts.map(({ file }) => file.replace("sample-files", name));
  for (const [index, { file }] of sample.parts.entries()) {
    await Deno.copyFile(join(sample.folder, file), join(folder, files[index] ?? ""));
  }
  return files;
}

/** Two archives, one in parts and with its manifest: all that a folder of backups has. */
async function backups(folder: string): Promise<string[]> {
  const whole = sampleNamed("small-jpa-multipart");
  const first = await copyAs(whole, folder, "site-1");
  const second = await copyAs(sampleNamed("small-zip-single"), folder, "site-2");
  const manifest = {
    schema: 1 as const,
    site: "https://a.example/",
    record: 1,
    parts: whole.parts.map(({ size, sha256 }, index) => ({
      name: first[index] ?? "",
      size,
      sha256,
    })),
  };
  const path = join(folder, "site-1.sitehaul.json");
  await writeManifest(path, manifest);
  const sums = await writeChecksums(path, manifest);
  return [...first, ...second, basename(path), basename(sums)].toSorted();
}

Deno.test("verify takes all files of a folder, and has a line for each archive", () =>
  inFolder(async (folder) => {
    const files = await backups(folder);
    assertEquals(files.length, 6);
    const { status, stdout, stderr } = await cli(["verify", ...files], { folder });
    assertEquals([status, stderr], [0, ""]);
    const [one = "", two = "", ...more] = stdout.split("\n");
    assertMatch(one, /^site-1\.jpa: whole: jpa 1\.3, .*, 3 parts; its parts have the checksums/);
    assertMatch(two, /^site-2\.zip: whole: zip, .*, 1 part; all files have their checksums$/);
    assertEquals(more, [""]);
    // All parts of one archive are one archive.
    const parts = files.filter((file) => /site-1\.j\w\w$/.test(file));
    const alone = await cli(["verify", ...parts], { folder });
    assertMatch(alone.stdout, /^whole: jpa 1\.3, .*, 3 parts; [^\n]*\n$/);
  }));

Deno.test("the worst archive decides how verify ends, and the others are verified all the same", () =>
  inFolder(async (folder) => {
    const files = await backups(folder);
    await copyAs(sampleNamed("small-jps-single"), folder, "locked");
    await Deno.remove(join(folder, "site-1.j02"));
    const left = files.filter((file) => file !== "site-1.j02");
    const args = ["verify", "locked.jps", "none.jpa", ...left];
    const { status, stdout, stderr } = await cli(args, { folder });
    assertEquals(status, 60);
    assertMatch(stdout, /^locked\.jps: locked: /m);
    assertMatch(stdout, /^none\.jpa: not verified: .*there is no such file$/m);
    assertMatch(stdout, /^error: .*the part "site-1\.j02" is missing$/m);
    assertMatch(stdout, /^site-1\.jpa: damaged: /m);
    assertMatch(stdout, /^site-2\.zip: whole: /m);
    assertMatch(stderr, /^sitehaul: 3 of 4 archives failed; the worst: site-1\.jpa: .*\nhint: /);
    const locked = await cli(["verify", "none.jpa", "locked.jps", "site-2.zip"], { folder });
    assertEquals(locked.status, 61);
    assertEquals((await cli(["verify", "none.jpa", "site-2.zip"], { folder })).status, 2);
  }));

Deno.test("for programs the reports of several archives are one document", () =>
  inFolder(async (folder) => {
    const files = await backups(folder);
    const args = ["verify", ...files, "none.zip", "--json"];
    const { status, stdout } = await cli(args, { folder });
    const [{ ok, archives, error }, ...more] = stdout.trimEnd().split("\n")
      .map((line) => JSON.parse(line));
    assertEquals([status, ok, error.exit, more], [2, false, 2, []]);
    const told = archives.map(({ archive, ok, proof }: Record<string, unknown>) =>
      `${archive} ${ok} ${proof}`
    );
    assertEquals(told, [
      "site-1.jpa true whole",
      "site-2.zip true whole",
      "none.zip false undefined",
    ]);
    assertEquals(archives[2].error.code, "usage/value");
  }));

Deno.test("each of several encrypted archives is asked for by its name", () =>
  inFolder(async (folder) => {
    await copyAs(sampleNamed("small-jps-single"), folder, "one");
    await copyAs(sampleNamed("small-jps-single"), folder, "two");
    const questions: string[] = [];
    const askSecret = (question: string) => {
      questions.push(question);
      return Promise.resolve(PASSWORD);
    };
    const terminal = { ...ALL_TERMINALS, stdout: false };
    const { status } = await cli(["verify", "one.jps", "two.jps"], { folder, askSecret, terminal });
    assertEquals([status, questions], [0, ["Password of one.jps:", "Password of two.jps:"]]);
  }));

Deno.test("several archives are extracted into folders of their own", () =>
  inFolder(async (folder) => {
    const files = await backups(folder);
    const { status, stdout, stderr } = await cli(["extract", ...files, "--to", "to"], { folder });
    assertEquals([status, stderr], [0, ""]);
    assertMatch(stdout, /^site-1\.jpa: Extracted into to\/site-1: .*\nsite-2\.zip: .*\n$/);
    const trees = [
      await treeOf(join(folder, "to/site-1")),
      await treeOf(join(folder, "to/site-2")),
    ];
    assertEquals((await treeOf(join(folder, "to"))).length, 2 + trees.flat().length);
    const json = await cli(["extract", ...files, "--to", "json", "--json"], { folder });
    const lines = jsonLines(json.stdout);
    assertEquals(lines.filter(({ type }) => type === "site").length, 2);
    assertEquals(lines.at(-1), {
      schema: 1,
      type: "result",
      ok: true,
      to: join(folder, "json"),
      archives: 2,
    });
  }));

Deno.test("one archive of several that cannot be extracted does not stop the others", () =>
  inFolder(async (folder) => {
    await backups(folder);
    await Deno.remove(join(folder, "site-1.j01"));
    const args = ["extract", "site-1.jpa", "site-2.zip", "--to", "to"];
    const { status, stdout, stderr } = await cli(args, { folder });
    assertEquals(status, 60);
    assertMatch(stdout, /^site-2\.zip: Extracted into /m);
    assertStringIncludes(stderr, "1 of 2 archives failed");
    assertEquals((await treeOf(join(folder, "to/site-1"))).length > 0, true);
  }));

Deno.test("archives whose folders would be the same are refused before anything is written", () =>
  inFolder(async (folder) => {
    await copyAs(sampleNamed("small-jpa-single"), folder, "site");
    await copyAs(sampleNamed("small-zip-single"), folder, "SITE");
    const args = ["extract", "site.jpa", "SITE.zip", "--to", "to"];
    const { status, stderr } = await cli(args, { folder });
    assertEquals(status, 2);
    assertMatch(stderr, /into a folder "SITE"\nhint: .*one at a time/);
    assertEquals((await treeOf(folder)).toSorted(), ["SITE.zip", "site.jpa"]);
  }));

Deno.test("ls takes all parts of one archive, and refuses a second one", () =>
  inFolder(async (folder) => {
    const files = await backups(folder);
    const one = files.filter((file) => file.startsWith("site-1."));
    const listed = await cli(["ls", ...one, "--json"], { folder });
    assertEquals([listed.status, JSON.parse(listed.stdout).length], [0, 12]);
    const { status, stderr } = await cli(["ls", ...files], { folder });
    assertEquals(status, 2);
    assertStringIncludes(stderr, "site-1.jpa, site-2.zip");
  }));

Deno.test("archivesAmong() keeps archives of one name and two formats apart", () =>
  inFolder(async (folder) => {
    const files = [
      ...await copyAs(sampleNamed("small-jpa-multipart"), folder, "site"),
      ...await copyAs(sampleNamed("small-zip-multipart"), folder, "site"),
    ];
    const paths = files.toSorted().map((file) => join(folder, file));
    const found = await archivesAmong(paths);
    assertEquals(found.map(({ file }) => file), ["site.jpa", "site.zip"]);
    const damaged = join(ARCHIVES, "damaged", "jpa-parts-last-missing");
    const lost = ["sample-files.j01", "sample-files.j02"].map((file) => join(damaged, file));
    assertEquals((await archivesAmong(lost)).map(({ path }) => path), [lost[0]]);
  }));
