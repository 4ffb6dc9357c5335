/** `--json` on command lines of Akeeba Remote CLI, which has it from 3.1.1 on. */
import { assertEquals, assertMatch } from "@std/assert";
import { DEFAULT_SECRET, partOf } from "../../src/simulator/mod.ts";
import { cli, jsonLines } from "../cli/fake_world.ts";
import { visit } from "./visit.ts";

const FIELDS = [
  ...["id", "backupstart", "status", "description", "profile_id", "parts", "meta", "size"],
  ...["absolute_path", "remote_filename", "part_files"],
];

Deno.test("listbackups --json prints the records in the shape of Akeeba Remote CLI 3.1.1", () =>
  visit(async ({ simulator, run }) => {
    simulator.site.addRecord({ parts: [partOf("one.jpa", new Uint8Array(2048))] });
    simulator.site.addRecord({ description: "gone", filesExist: false, parts: [] });
    simulator.site.addRecord({ description: "away", parts: [], remote: "ftp://x/two.jpa" });
    const parts = ["b.jpa", "b.j01", "b.j02"].map((name) => partOf(name, new Uint8Array(1024)));
    simulator.site.addRecord({ description: "in parts", parts });
    simulator.site.addRecord({ description: "bad", status: "fail", parts: [] });
    for (const more of [[], ["-m"], ["--quiet"]]) {
      const { status, stdout, stderr } = await run("listbackups", "--json", ...more);
      assertEquals([status, stderr], [0, ""]);
      const [bad, inParts, away, gone, first, ...others] = JSON.parse(stdout);
      assertEquals(others, []);
      for (const each of [bad, inParts, away, gone, first]) {
        assertEquals(Object.keys(each), FIELDS);
      }
      assertMatch(first.backupstart, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
      const { backupstart: _, ...rest } = first;
      assertEquals(rest, {
        id: 1,
        status: "complete",
        description: "A backup",
        profile_id: 1,
        parts: 1,
        meta: "ok",
        size: 2048,
        absolute_path: "/var/www/backups/one.jpa",
        remote_filename: "",
        part_files: ["one.jpa"],
      });
      assertEquals([gone.status, gone.meta, gone.part_files], ["obsolete", "obsolete", []]);
      assertEquals([away.status, away.meta], ["remote", "remote"]);
      assertEquals([bad.status, bad.size, bad.part_files], ["fail", 0, []]);
      assertEquals([inParts.parts, inParts.part_files], [3, ["b.j01", "b.j02", "b.jpa"]]);
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
    const record = JSON.parse(stdout);
    assertEquals([status, record.id, record.part_files], [0, 1, ["one.jpa"]]);
    assertEquals(Object.keys(record), FIELDS.filter((field) => field !== "meta"));
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
