/** A stage that fails says what succeeded before it. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Mischief } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";
import { simulate, SITE } from "./backup_sites.ts";
import { jsonLines } from "./fake_world.ts";

const ALL = ["--download", "--delete-remote"];

async function failure(mischief: Mischief, ...flags: readonly string[]) {
  const { run, simulator } = simulate();
  simulator.arm(mischief);
  const dir = await Deno.makeTempDir();
  try {
    const args = ["backup", SITE, ...flags, ...flags.length === 0 ? [] : ["--dir", dir]];
    const text = await run(args);
    const json = jsonLines((await run([...args, "--json", "--force"])).stdout).at(-1) ?? {};
    return { ...text, json, dir, records: simulator.site.records };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("a download that fails says that the backup is complete, and how to fetch it", async () => {
  const refused = { match: { method: /^download/ }, refuse: { status: 500, text: "No disk" } };
  const { status, stderr, json } = await failure(refused, "--download");
  assertEquals(status, 101);
  assertMatch(stderr, /^sitehaul: Backup 1 was taken, but the download failed: /m);
  assertMatch(
    stderr,
    /^hint: The backup need not be taken again\. This fetches it: sitehaul download \S+ 1 --dir \S+$/m,
  );
  assertEquals([json["type"], json["code"], json["record"], json["succeeded"]], [
    "error",
    "site/error",
    2,
    ["backup"],
  ]);
});

Deno.test("an archive that is damaged says that it was taken and downloaded", async () => {
  // Whole files and segments alike, as it is on the server.
  const spoiled: Mischief = {
    match: { method: /^download/ },
    body: (text) => text.replace(/^JPA/, "JPX"),
    reshape: (data) => typeof data === "string" ? data.replace(/^SlBB/, "SlBY") : data,
  };
  const { status, stderr, json, dir } = await failure(spoiled, ...ALL);
  assertEquals(status, 60);
  assertStringIncludes(
    stderr,
    `sitehaul: Backup 1 was taken and downloaded to ${dir}, but verifying it failed: `,
  );
  assertEquals(json["succeeded"], ["backup", "download"]);
});

Deno.test("files that cannot be deleted say that all else is done", async () => {
  const kept = { match: { method: "deleteFiles" }, refuse: { status: 500, text: "No rights" } };
  const { status, stderr, json, dir, records } = await failure(kept, ...ALL);
  assertEquals(status, 106);
  assertStringIncludes(
    stderr,
    `sitehaul: Backup 1 was taken, downloaded to ${dir} and verified, but deleting the files on ` +
      "the server failed: the site did not delete the files",
  );
  assertEquals(json["succeeded"], ["backup", "download", "verify"]);
  assertEquals(records.every(({ parts }) => parts.length > 0), true);
});

Deno.test("a download alone tells its own stages", () =>
  inFolder(async (dir) => {
    const { run, simulator } = simulate();
    await run(["backup", SITE]);
    simulator.arm({ match: { method: "deleteFiles" }, refuse: { status: 500, text: "No rights" } });
    const { status, stderr } = await run(["download", SITE, "1", "--delete-remote", "--dir", dir]);
    assertEquals(status, 106);
    assertStringIncludes(stderr, `sitehaul: Backup 1 was downloaded to ${dir} and verified, but `);
  }));

Deno.test("a first stage that fails claims nothing", async () => {
  const { stderr, json } = await failure({ match: { method: "stepBackup" }, backupError: "Full" });
  assertMatch(stderr, /^sitehaul: The backup failed /m);
  assertEquals(json["succeeded"], undefined);
});
