/** Listing, inspecting and removing backup records; profiles. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { suite } from "./suite.ts";

const linesOf = (text: string) => text.split("\n").filter((line) => line !== "");

Deno.test("records are listed newest first", () =>
  suite(async ({ withToken }) => {
    const { status, stdout } = await withToken("listbackups", "-m", "--quiet");
    const [first = "", second = "", ...more] = linesOf(stdout);
    assertEquals([status, more], [0, []]);
    assertStringIncludes(first, "A three part backup");
    assertStringIncludes(second, "A single part backup");
  }));

Deno.test("--limit caps how many records are listed", () =>
  suite(async ({ withToken }) => {
    const { status, stdout } = await withToken("listbackups", "--limit=1", "-m", "--quiet");
    assertEquals([status, linesOf(stdout).length], [0, 1]);
  }));

Deno.test("a single record can be inspected by its id", () =>
  suite(async ({ withToken }) => {
    const { status, output } = await withToken("backupinfo", "--id=2", "-m", "--quiet");
    assertEquals(status, 0);
    assertStringIncludes(output, "A three part backup");
  }));

Deno.test("a record that does not exist is an error, not an empty answer", () =>
  suite(async ({ withToken }) => {
    assertEquals((await withToken("backupinfo", "--id=9999")).status, 110);
  }));

Deno.test("backupinfo without an id is refused", () =>
  suite(async ({ withToken }) => {
    const { status, output } = await withToken("backupinfo");
    assertEquals(status, 31);
    assertStringIncludes(output, "Error #31");
  }));

Deno.test("deleting a record removes it from the list", () =>
  suite(async ({ withToken, listed }) => {
    assertEquals((await withToken("delete", "--id=1")).status, 0);
    const list = await listed();
    assertEquals(list.includes("A single part backup"), false);
    assertStringIncludes(list, "A three part backup");
  }));

Deno.test("deleting the files keeps the record, as obsolete", () =>
  suite(async ({ withToken, listed }) => {
    assertEquals((await withToken("deletefiles", "--id=1")).status, 0);
    const list = await listed();
    assertStringIncludes(list, "A single part backup");
    assertStringIncludes(list, "obsolete");
  }));

Deno.test("profiles are listed with their names", () =>
  suite(async ({ withToken }) => {
    const { status, output } = await withToken("profiles", "-m", "--quiet");
    assertEquals(status, 0);
    assertStringIncludes(output, "Full site backup");
    assertStringIncludes(output, "Nightly database only");
  }));

Deno.test("a profile is exported to standard output", () =>
  suite(async ({ withToken }) => {
    const { status, stdout } = await withToken("profileexport", "--id=2", "-m", "--quiet", "--");
    assertEquals([status, JSON.parse(stdout).description], [0, "Nightly database only"]);
  }));

Deno.test("a profile is exported to a file", () =>
  suite(async ({ withToken, folder }) => {
    const path = join(folder, "profile.json");
    const { status } = await withToken("profileexport", "--id=1", `--file=${path}`);
    const { description } = JSON.parse(await Deno.readTextFile(path));
    assertEquals([status, description], [0, "Full site backup"]);
  }));

Deno.test("an exported profile can be imported back, which Akeeba Remote CLI cannot", () =>
  suite(async ({ withToken, simulator }) => {
    const { stdout } = await withToken("profileexport", "--id=2", "-m", "--quiet", "--");
    const { status, output } = await withToken("profileimport", `--data=${stdout.trim()}`);
    assertEquals(status, 0, output);
    const names = simulator.site.profiles.map(({ name }) => name);
    assertEquals(names.filter((name) => name === "Nightly database only").length, 2);
  }));

Deno.test("exporting a profile that does not exist is an error", () =>
  suite(async ({ withToken }) => {
    assertEquals((await withToken("profileexport", "--id=9999")).status, 39);
  }));
