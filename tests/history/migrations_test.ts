/** From one version of the tables to the next. */
import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { SitehaulError } from "../../src/base/errors.ts";
import { APPLICATION_ID } from "../../src/history/migrations.ts";
import { Database } from "../../src/history/sqlite_database.ts";
import { inFolder } from "../support/in_folder.ts";

const FIRST = `PRAGMA application_id = ${APPLICATION_ID}; CREATE TABLE sites (name TEXT)`;
const SECOND = "ALTER TABLE sites ADD COLUMN tag TEXT; UPDATE sites SET tag = 'old'";
const THIRD = "CREATE TABLE more (a TEXT); INSERT INTO more VALUES ('a')";

Deno.test("versions are done one after the other, each as a whole, and none twice", () =>
  inFolder(async (folder) => {
    const open = (...migrations: readonly string[]) =>
      Database.open(join(folder, "file"), { sleep: () => Promise.resolve(), migrations });
    const first = await open(FIRST);
    await first.write(() => first.run("INSERT INTO sites VALUES (?)", "shop"));
    await first.close();

    const error = await assertRejects(
      () => open(FIRST, SECOND, `${THIRD}; INSERT INTO nowhere VALUES (1)`),
      SitehaulError,
    );
    assertEquals(/no such table: nowhere/.test(error.message), true);
    // The second one was done; of the third one there is nothing.
    const second = await open(FIRST, SECOND);
    const rows = await second.read(() => second.all("SELECT * FROM sites"));
    assertEquals(rows.map((row) => ({ ...row })), [{ name: "shop", tag: "old" }]);
    await second.close();

    const third = await open(FIRST, SECOND, THIRD);
    assertEquals((await third.read(() => third.all("SELECT * FROM more"))).length, 1);
    await third.close();
    await (await open(FIRST, SECOND, THIRD)).close();
    await assertRejects(() => open(FIRST, SECOND), SitehaulError, "of a newer sitehaul");
  }));
