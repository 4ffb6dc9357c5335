/** `latest` in the place of the number of a backup record. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { simulate, SITE } from "./backup_sites.ts";
import { ALL_TERMINALS } from "./fake_world.ts";

/** A site whose newest records are of backups that failed, or that are running. */
async function siteWithTwo() {
  const simulated = simulate();
  const { run, simulator } = simulated;
  for (const name of ["One", "Two"]) await run(["backup", SITE, "--description", name]);
  for (const status of ["fail", "run"] as const) simulator.site.addRecord({ status, parts: [] });
  return simulated;
}

Deno.test("latest is the newest complete backup, not one that failed or is running", async () => {
  const { run } = await siteWithTwo();
  const shown = JSON.parse((await run(["show", SITE, "latest", "--json"])).stdout);
  assertEquals([shown.id, shown.description, shown.files.length], [2, "Two", 1]);
});

Deno.test("what is neither a number nor latest is refused before anything is sent", async () => {
  const { run, simulator } = simulate();
  const { status, stderr } = await run(["download", SITE, "lastest"]);
  assertEquals([status, simulator.requests.length], [2, 0]);
  assertMatch(
    stderr,
    /ID must be a number from 1, or latest, not "lastest"\nhint: Did you mean latest\?/,
  );
});

Deno.test("download takes latest, and its JSON has the number", () =>
  inFolder(async (folder) => {
    const { run } = await siteWithTwo();
    const { status, stdout, stderr } = await run(["download", SITE, "latest", "--json"], {
      folder,
    });
    assertEquals(status, 0, stderr);
    const { id, verified } = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
    assertEquals([id, verified], [2, true]);
    assertEquals((await namesIn(folder)).filter((name) => name.endsWith(".jpa")).length, 1);
  }));

Deno.test("who deletes the latest is asked about its number, and nothing else is deleted", async () => {
  const { run, simulator } = await siteWithTwo();
  for (const command of ["delete-files", "delete"]) {
    const questions: string[] = [];
    const ask = (question: string) => Promise.resolve(questions.push(question) > 0);
    const around = { terminal: ALL_TERMINALS, ask };
    const { status, stdout } = await run([command, SITE, "latest"], around);
    assertEquals(status, 0);
    assertMatch(questions.join(), /backup 2 of https/);
    assertMatch(stdout, /backup 2 /i);
  }
  assertEquals(simulator.site.records.map(({ id }) => id), [1, 3, 4]);
  assertEquals(simulator.site.record(1)?.parts.length, 1);
});

Deno.test("a site without a complete backup has no latest one", async () => {
  const { run, simulator } = simulate();
  simulator.site.addRecord({ status: "fail", parts: [] });
  for (const command of ["show", "download", "delete", "delete-files"]) {
    const { status, stderr } = await run([command, SITE, "latest"]);
    assertEquals(status, 110, stderr);
    assertStringIncludes(stderr, "The site has no complete backup");
  }
});

Deno.test("the latest is found behind a page of others, and where a site is blocked for a while", () =>
  inFolder(async (folder) => {
    const { run, simulator } = await siteWithTwo();
    for (let count = 0; count < 60; count++) {
      simulator.site.addRecord({ status: "fail", parts: [] });
    }
    const isBlocked = { http: { status: 403, body: "<title>Denied</title>" } };
    simulator.arm({ match: { method: "listBackups" }, times: 3, ...isBlocked });
    const { status, stderr } = await run(["download", SITE, "latest"], { folder });
    assertEquals(status, 0, stderr);
    assertMatch(stderr, /refuses the request.*; asking again in /);
    simulator.arm({ match: { method: "listBackups" }, times: 99, ...isBlocked });
    const { status: blocked, stdout } = await run(["show", SITE, "latest", "--json"]);
    assertEquals([blocked, stdout.includes("site/blocked")], [101, true]);
  }));
