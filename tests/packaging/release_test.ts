/** The release: its notes, its checksums, and the workflow that makes it. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { parse } from "@std/yaml";
import { join } from "node:path";
import { checksumsOf } from "../../packaging/checksums.ts";
import { TARGETS } from "../../packaging/compile.ts";
import { configurationOf } from "../../packaging/npm_package.ts";
import { notesFor } from "../../packaging/release_notes.ts";
import { inFolder } from "../support/in_folder.ts";

const TOP = new URL("../../", import.meta.url);
const read = (name: string) => Deno.readTextFileSync(new URL(name, TOP));

const CHANGELOG = `# Changelog\n\n## [Unreleased]\n\n- Soon.\n\n## [1.2.0] - 2026-11-28\n
### Added\n\n- More.\n\n## [1.1.0] - 2026-01-01\n\n- Less.\n
[1.2.0]: https://example.com/1.2.0\n`;

Deno.test("the notes are the section of the version, or what comes next", () => {
  assertEquals(notesFor(CHANGELOG, "v1.2.0", "1.2.0"), "### Added\n\n- More.\n");
  assertEquals(notesFor(CHANGELOG, "v1.1.0", "1.1.0"), "- Less.\n");
  assertEquals(notesFor(CHANGELOG, undefined, "1.3.0"), "- Soon.\n");
  const released = CHANGELOG.replace("- Soon.\n\n", "");
  assertEquals(notesFor(released, undefined, "1.2.0"), "### Added\n\n- More.\n");
  assert(notesFor(read("CHANGELOG.md"), undefined).length > 100);
});

Deno.test("a tag that is not this version, or that the changelog does not know, is no release", () => {
  assertThrows(() => notesFor(CHANGELOG, "v1.2.1", "1.2.0"), Error, "v1.2.0");
  assertThrows(() => notesFor(CHANGELOG, "1.2.0", "1.2.0"), Error, "v1.2.0");
  assertThrows(() => notesFor(CHANGELOG, "v1.3.0", "1.3.0"), Error, "[1.3.0]");
});

Deno.test("the checksums are those that sha256sum checks", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "b"), "bytes");
    await Deno.mkdir(join(folder, "sub"));
    await Deno.writeTextFile(join(folder, "sub", "a"), "");
    const text = await checksumsOf([join(folder, "b"), join(folder, "sub", "a")]);
    assertEquals(
      text,
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a\n" +
        "277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9  b\n",
    );
  }));

interface Job {
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: { readonly include?: readonly { target: string }[] } };
  readonly steps: readonly {
    readonly run?: string;
    readonly uses?: string;
    readonly with?: Readonly<Record<string, unknown>>;
  }[];
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflows = ["ci", "release"].map((name) => ({
  name,
  workflow: parse(read(`.github/workflows/${name}.yml`)) as Workflow,
}));
const release = workflows[1]?.workflow ?? { permissions: {}, jobs: {} };

Deno.test("whatever a workflow runs with Deno is a task of this project", () => {
  const tasks = Object.keys(configurationOf(read("deno.json"))["tasks"] ?? {});
  for (const { name, workflow } of workflows) {
    const lines = Object.values(workflow.jobs).flatMap(({ steps }) => steps)
      .map(({ run = "" }) => run).join("\n");
    const named = Array.from(
      lines.matchAll(/deno@\S+ task (?:--quiet )?(\S+)/g),
      ([, task = ""]) => task,
    );
    assert(named.length > 0, name);
    assertEquals(named.filter((task) => !tasks.includes(task)), [], name);
  }
});

Deno.test("no workflow can write but where it has to, and none leaves its token in the clone", () => {
  for (const { name, workflow } of workflows) {
    assertEquals(workflow.permissions, { contents: "read" }, name);
    for (const step of Object.values(workflow.jobs).flatMap(({ steps }) => steps)) {
      if (!step.uses?.startsWith("actions/checkout@")) continue;
      assertEquals(step.with?.["persist-credentials"], false, name);
    }
  }
  const writers = Object.entries(release.jobs).filter(([, { permissions = {} }]) =>
    permissions["contents"] === "write"
  );
  assertEquals(writers.map(([name]) => name), ["files", "publish"]);
});

Deno.test("nothing is published before it is checked, and a release is told last", () => {
  const before = (name: string): string[] => {
    const { needs = [] } = release.jobs[name] ?? {};
    return [needs].flat().flatMap((each) => [each, ...before(each)]);
  };
  for (const name of ["npm", "jsr", "container"]) {
    for (const first of ["check", "binaries", "files"]) assert(before(name).includes(first), name);
  }
  assertEquals(new Set(before("publish")).size, Object.keys(release.jobs).length - 1);
});

Deno.test("there is a binary for each of the usual systems", () => {
  const { include = [] } = release.jobs["binaries"]?.strategy?.matrix ?? {};
  assertEquals(include.map(({ target }) => target).sort(), [...TARGETS].sort());
});
