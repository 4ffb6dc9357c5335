/** `--filename`: the name that a fetched file gets. */
import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { partOf } from "../../src/simulator/mod.ts";
import { namesIn } from "../support/in_folder.ts";
import { cli } from "../cli/fake_world.ts";
import { visit } from "./visit.ts";

Deno.test("backup --download --filename: the file, its manifest and its checksums have the name", () =>
  visit(async ({ folder, run }) => {
    const { status, stderr } = await run("backup", "-d", "-D", "--filename=nightly.jpa");
    assertEquals(status, 0, stderr);
    assertMatch(stderr, /^Renamed to .*nightly\.jpa$/m);
    const names = ["nightly.jpa", "nightly.sha256", "nightly.sitehaul.json"];
    assertEquals((await namesIn(folder)).toSorted(), names);
    for (const name of ["nightly.jpa", "nightly.sitehaul.json"]) {
      assertEquals((await cli(["verify", name], { folder })).status, 0, name);
    }
    assertMatch(await Deno.readTextFile(join(folder, names[1] ?? "")), / {2}nightly\.jpa\n$/);
  }));

Deno.test("with a mode of its own, too, and over an older file", () =>
  visit(async ({ folder, run }) => {
    await Deno.writeTextFile(join(folder, "nightly.jpa"), "older");
    const { status, stderr } = await run(
      "backup",
      "-d",
      "--dlmode=chunk",
      "--filename=nightly.jpa",
    );
    assertEquals(status, 0, stderr);
    assertEquals((await cli(["verify", "nightly.jpa"], { folder })).status, 0);
  }));

Deno.test("an older file of the name stays when the download fails", () =>
  visit(async ({ folder, simulator, run }) => {
    await Deno.writeTextFile(join(folder, "nightly.jpa"), "older");
    await run("backup");
    simulator.arm({ match: { method: /^download/ }, cutAfter: 1000 });
    assertEquals((await run("download", "--id=1", "--filename=nightly.jpa")).status !== 0, true);
    assertEquals(await Deno.readTextFile(join(folder, "nightly.jpa")), "older");
  }));

Deno.test("one part of several may be renamed; several are not, for they would replace each other", () =>
  visit(async ({ folder, simulator, run }) => {
    const parts = ["a.j01", "a.jpa"].map((name) => partOf(name, new Uint8Array(64)));
    simulator.site.addRecord({ parts });
    await run("download", "--id=1", "--part=2", "--filename=first.bin");
    assertEquals(await namesIn(folder), ["first.bin"]);
  }));

Deno.test("several files keep their names, with a warning", () =>
  visit(async ({ folder, run }) => {
    await run("backup");
    const { status, stderr } = await run("download", "--id=1", "--filename=all.jpa");
    assertEquals(status, 0, stderr);
    assertMatch(
      stderr,
      /^warning: --filename applies to a single file; the \d+ files keep their names$/m,
    );
    assertEquals((await namesIn(folder)).includes("all.jpa"), false);
  }, { partSize: 64 * 1024 }));

Deno.test("a name that cannot be given ends with 104, and what was fetched stays", () =>
  visit(async ({ folder, run }) => {
    await run("backup");
    const { status, stderr } = await run("download", "--id=1", "--filename=no/such/name.jpa");
    assertEquals(status, 104);
    assertMatch(stderr, /Error #104 - Cannot rename/);
    assertEquals((await namesIn(folder)).some((name) => name.endsWith(".jpa")), true);
  }));
