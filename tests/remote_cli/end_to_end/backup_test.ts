/** Taking backups, and fetching them. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { namesIn } from "../../support/in_folder.ts";
import { bytesOnSite, DIFFERS, RESTRICTED, suite } from "./suite.ts";

const FINISHED = "The backup finished successfully.";

Deno.test("a backup runs to completion in steps, and says so", () =>
  suite(async ({ withToken, simulator }) => {
    const { status, output } = await withToken("backup", "--profile=1");
    assertEquals(status, 0, output);
    assertStringIncludes(output, FINISHED);
    const asked = new Set(simulator.requests.map(({ apiMethod }) => apiMethod));
    assert(asked.has("startBackup") && asked.has("stepBackup"));
  }));

Deno.test("the description and the comment reach the record", () =>
  suite(async ({ withToken, listed, simulator }) => {
    const texts = ["--description=Nightly from the suite", "--comment=Some comment"];
    assertEquals((await withToken("backup", "--profile=1", ...texts)).status, 0);
    assertStringIncludes(await listed(), "Nightly from the suite");
    assertEquals(simulator.site.record(3)?.comment, "Some comment");
  }));

Deno.test.each([[[]], [["--description="]]])(
  "without a description (%j) it is that of Akeeba Remote CLI",
  (words) =>
    suite(async ({ withToken, simulator }) => {
      assertEquals((await withToken("backup", ...words)).status, 0);
      assertEquals(simulator.site.record(3)?.description, "Remote backup");
    }),
);

Deno.test("a warning of the site is relayed", () =>
  suite(async ({ withToken, simulator }) => {
    const text = "only pretending to back anything up";
    simulator.arm({ match: { method: "stepBackup", nth: 1 }, warnings: [text] });
    const { status, output } = await withToken("backup", "--profile=1");
    assertEquals(status, 0);
    assertStringIncludes(output, text);
  }));

Deno.test("the profile defaults to 1", () =>
  suite(async ({ withToken, simulator }) => {
    assertEquals((await withToken("backup")).status, 0);
    assertEquals(simulator.site.record(3)?.profile, 1);
  }));

Deno.test("a backup works over API v2 as well", () =>
  suite(async ({ withSecret }) => {
    const { status, output } = await withSecret("backup", "--profile=1");
    assertEquals(status, 0);
    assertStringIncludes(output, FINISHED);
  }, { webServices: false }));

Deno.test("an archive in one part arrives with exactly its bytes", () =>
  suite(async ({ withToken, folder, archivesIn, simulator }) => {
    const { status, output } = await withToken("download", "--id=1", `--dlpath=${folder}`);
    assertEquals([status, await archivesIn(folder)], [0, ["single-2026-01-01.jpa"]], output);
    const path = join(folder, "single-2026-01-01.jpa");
    assertEquals(await Deno.readFile(path), await bytesOnSite(simulator, 1, path));
  }));

Deno.test("every part of an archive in three arrives with its own bytes", () =>
  suite(async ({ withToken, folder, archivesIn, simulator }) => {
    const { status, output } = await withToken("download", "--id=2", `--dlpath=${folder}`);
    const names = ["j01", "j02", "jpa"].map((extension) => `multi-2026-01-02.${extension}`);
    assertEquals([status, await archivesIn(folder)], [0, names], output);
    for (const name of names) {
      const path = join(folder, name);
      assertEquals(await Deno.readFile(path), await bytesOnSite(simulator, 2, path), name);
    }
  }));

Deno.test(`${DIFFERS} a whole archive has two files beside it`, () =>
  suite(async ({ withToken, folder }) => {
    await withToken("download", "--id=1", `--dlpath=${folder}`);
    assertEquals((await namesIn(folder)).toSorted(), [
      "single-2026-01-01.jpa",
      "single-2026-01-01.sha256",
      "single-2026-01-01.sitehaul.json",
    ]);
  }));

Deno.test("--part fetches that part alone, and nothing beside it", () =>
  suite(async ({ withToken, folder, simulator }) => {
    await withToken("download", "--id=2", "--part=2", `--dlpath=${folder}`);
    const [name = "", ...more] = await namesIn(folder);
    assertEquals([name, more], ["multi-2026-01-02.j01", []]);
    const path = join(folder, name);
    assertEquals(await Deno.readFile(path), await bytesOnSite(simulator, 2, path));
  }));

Deno.test("the mode with chunks makes the same archive", () =>
  suite(async ({ withToken, folder, simulator }) => {
    const words = ["--dlmode=chunk", "--chunk_size=1", `--dlpath=${folder}`];
    assertEquals((await withToken("download", "--id=1", ...words)).status, 0);
    const path = join(folder, "single-2026-01-01.jpa");
    assertEquals(await Deno.readFile(path), await bytesOnSite(simulator, 1, path));
  }));

Deno.test("--delete removes the archive from the site after it was fetched", () =>
  suite(async ({ withToken, folder, archivesIn, listed }) => {
    const { status } = await withToken("download", "--id=1", "--delete", `--dlpath=${folder}`);
    assertEquals([status, await archivesIn(folder)], [0, ["single-2026-01-01.jpa"]]);
    const list = await listed();
    assertStringIncludes(list, "A single part backup");
    assertStringIncludes(list, "obsolete");
  }));

Deno.test("downloading without an id is refused, and writes nothing", () =>
  suite(async ({ withToken, folder }) => {
    const { status } = await withToken("download", `--dlpath=${folder}`);
    assertEquals([status, await namesIn(folder)], [31, []]);
  }));

Deno.test("a restricted token cannot download, and nothing of an archive is written", () =>
  suite(async ({ withToken, folder }) => {
    const { status } = await withToken("download", "--id=1", `--dlpath=${folder}`);
    assertEquals(status, 45);
    for (const name of await namesIn(folder)) {
      assertEquals([name.startsWith("."), (await Deno.stat(join(folder, name))).size], [true, 0]);
    }
  }, { tokenRights: RESTRICTED }));
