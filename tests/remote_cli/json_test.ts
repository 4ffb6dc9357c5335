/** `--json` on command lines of Akeeba Remote CLI, which has it from 3.1.1 on. */
import { assertEquals, assertMatch } from "@std/assert";
import { DEFAULT_SECRET, partOf } from "../../src/simulator/mod.ts";
import { cli, jsonLines } from "../cli/fake_world.ts";
import { visit } from "./visit.ts";

Deno.test("listbackups --json prints the records under the names of the API", () =>
  visit(async ({ simulator, run }) => {
    simulator.site.addRecord({ parts: [partOf("one.jpa", new Uint8Array(2048))] });
    simulator.site.addRecord({ description: "gone", filesExist: false, parts: [] });
    for (const more of [[], ["-m"], ["--quiet"]]) {
      const { status, stdout, stderr } = await run("listbackups", "--json", ...more);
      assertEquals([status, stderr], [0, ""]);
      const [gone, first, ...others] = JSON.parse(stdout);
      assertEquals([gone.id, gone.description, gone.meta, others], [2, "gone", "obsolete", []]);
      assertMatch(first.backupstart, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
      assertEquals(Object.keys(first), [
        ...["id", "description", "comment", "backupstart", "backupend", "status", "origin", "type"],
        ...["profile_id", "archivename", "multipart", "backupid", "frozen", "remote_filename"],
        ...["meta", "size"],
      ]);
      assertEquals([first.id, first.profile_id, first.multipart, first.size], [1, 1, 1, 2048]);
    }
  }));

Deno.test("listbackups --json of a site without backups is an empty list", () =>
  visit(async ({ run }) => {
    assertEquals(await run("listbackups", "--json"), { status: 0, stdout: "[]\n", stderr: "" });
  }));

Deno.test("backupinfo --json prints the record, with its files", () =>
  visit(async ({ simulator, run }) => {
    simulator.site.addRecord({ parts: [partOf("one.jpa", new Uint8Array(2048))] });
    const { status, stdout } = await run("backupinfo", "--id=1", "--json");
    const { id, schema, filenames } = JSON.parse(stdout);
    assertEquals([status, id, schema], [0, 1, undefined]);
    assertEquals(filenames, [{ part: 1, name: "one.jpa", size: 2048 }]);
    const missing = await run("backupinfo", "--id=9", "--json");
    const { code, exit } = JSON.parse(missing.stdout);
    assertEquals([missing.status, code, exit], [110, "backup/not-found", 110]);
  }));

Deno.test("--json of other verbs prints what sitehaul's own command lines print", () =>
  visit(async ({ run }) => {
    assertEquals(JSON.parse((await run("test", "--json")).stdout).ok, true);
    assertEquals(JSON.parse((await run("profiles", "--json")).stdout).length, 1);
    const { status, stdout } = await run("backup", "-d", "--json");
    assertEquals([status, jsonLines(stdout).at(-1)?.["type"]], [0, "result"]);
  }));

Deno.test("--json shows no secret, even one that the site repeats", () =>
  visit(async ({ simulator, run }) => {
    simulator.site.addRecord({ description: `with ${DEFAULT_SECRET}`, parts: [] });
    assertEquals((await run("listbackups", "--json")).stdout.includes(DEFAULT_SECRET), false);
    const line = ["listbackups", "--host=a.example", "--secret=Wrong-Secret_123", "--json"];
    const { stdout, stderr } = await cli(line, { transport: simulator.handle });
    assertEquals((stdout + stderr).includes("Wrong-Secret_123"), false);
  }));
