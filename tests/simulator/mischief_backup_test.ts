/** What goes wrong with backups of a simulated site and with their files, over a real socket. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { partOf } from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { type Data, Gate, Wire } from "./wire.ts";

/** Two steps that give the same text cannot be told apart. */
function place({ Domain, Progress, stepNumber, stepState }: Data): string {
  return `${Domain} ${Progress} ${stepNumber} ${stepState}`;
}

/** Starts a backup: its identifier, and a function that takes the next step. */
async function started(wire: Wire): Promise<{ backupid: string; step: () => Promise<Data> }> {
  const { backupid } = await wire.data("startBackup");
  assert(typeof backupid === "string");
  return { backupid, step: () => wire.data("stepBackup", { backupid }) };
}

/** The places of an undisturbed backup. */
async function allPlaces(): Promise<string[]> {
  await using wire = await Wire.open();
  const { step } = await started(wire);
  const places: string[] = [];
  for (let news: Data = { HasRun: true }; news["HasRun"] === true;) {
    news = await step();
    places.push(place(news));
  }
  return places;
}

Deno.test("an answer that is lost at the end is that of a step that has been done", async () => {
  const places = await allPlaces();
  assert(new Set(places).size === places.length);
  await using wire = await Wire.open();
  const { step } = await started(wire);
  assertEquals(place(await step()), places[0]);
  wire.simulator.arm({ match: { method: "stepBackup" }, loseAnswer: "at-end", times: 1 });
  await assertRejects(step, TypeError);
  assertEquals(place(await step()), places[2]);
});

Deno.test("an answer that is lost at the end is lost no sooner than the site is done", async () => {
  const gate = new Gate();
  await using wire = await Wire.open({ stepMs: 50, sleep: gate.sleep });
  wire.simulator.arm({ loseAnswer: "at-end", match: { method: "startBackup" } });
  const order: string[] = [];
  const lost = wire.data("startBackup").catch(() => {
    order.push("lost");
  });
  await wire.data("getVersion");
  order.push("another answer");
  gate.open();
  await lost;
  assertEquals(order, ["another answer", "lost"]);
  assertEquals(gate.asked, [50]);
  assertEquals(wire.simulator.site.records.map(({ status }) => status), ["run"]);
});

Deno.test("an answer that is lost at once leaves the site at work until it is done", async () => {
  const gate = new Gate();
  await using wire = await Wire.open({ stepMs: 50, sleep: gate.sleep });
  wire.simulator.arm({ loseAnswer: "at-once", times: 1 });
  await assertRejects(() => wire.data("startBackup"), TypeError);
  assertEquals(wire.simulator.site.records, []);
  const idle = wire.simulator.idle().then(() => wire.simulator.site.records.length);
  gate.open();
  assertEquals(await idle, 1);
});

Deno.test("a step that goes on unseen is not stopped by the next one: they overlap", async () => {
  let isShut = false;
  const gate = new Gate();
  const sleep = (ms: number) => isShut ? gate.sleep(ms) : Promise.resolve();
  await using wire = await Wire.open({ stepMs: 50, sleep });
  const { step } = await started(wire);
  isShut = true;
  wire.simulator.arm({ match: { method: "stepBackup" }, loseAnswer: "at-once", times: 1 });
  await assertRejects(step, TypeError);
  const next = step();
  // Not before both are at work.
  while (gate.asked.length < 2) await wire.data("getVersion");
  assertEquals(wire.simulator.overlaps, 2);
  gate.open();
  assertEquals((await next)["HasRun"], true);
  await wire.simulator.idle();
});

Deno.test("an error of the engine ends the backup, whose record stays running until the next start", async () => {
  await using wire = await Wire.open();
  const { backupid, step } = await started(wire);
  await step();
  wire.simulator.arm({ match: { method: "stepBackup" }, backupError: "Disk full", times: 1 });
  const failed = await wire.ask("stepBackup", { parameters: { backupid } });
  assertEquals(failed, { status: 500, data: "A backup error has occurred: Disk full" });
  assertEquals((await wire.ask("stepBackup", { parameters: { backupid } })).status, 500);
  const states = () => wire.simulator.site.records.map(({ status }) => status);
  assertEquals(states(), ["run"]);
  await started(wire);
  assertEquals(states(), ["fail", "run"]);
});

Deno.test("an error of the engine may come with the start", async () => {
  await using wire = await Wire.open();
  wire.simulator.arm({ backupError: "No folder" });
  const failed = await wire.ask("startBackup");
  assertEquals(failed, { status: 500, data: "A backup error has occurred: No folder" });
  assertEquals(wire.simulator.site.records, []);
});

Deno.test("a crash is HTTP 500 and a page, at the start and at a step", async () => {
  await using wire = await Wire.open();
  const { backupid } = await started(wire);
  wire.simulator.arm({ crash: true });
  for (const [method, parameters] of [["startBackup", {}], ["stepBackup", { backupid }]] as const) {
    const response = await wire.send(method, { parameters });
    assertEquals(response.status, 500);
    assert((await response.text()).includes("The application has stopped responding"));
  }
  assertEquals((await wire.ask("getVersion")).status, 200);
  assertEquals(wire.simulator.site.records.map(({ status }) => status), ["run"]);
});

Deno.test("warnings belong to the step that they come with", async () => {
  await using wire = await Wire.open();
  const { step } = await started(wire);
  const match = { method: "stepBackup", nth: 2 };
  wire.simulator.arm({ match, warnings: ["Unreadable file", "Another"] });
  const warnings = [await step(), await step(), await step()].map(({ Warnings }) => Warnings);
  assertEquals(warnings, [[], ["Unreadable file", "Another"], []]);
});

const NAMES = ["site.jpa", "site.j01", "site.j02"];

/** A site with one backup of three parts of different sizes. */
async function siteWithParts(): Promise<Wire> {
  const wire = await Wire.open();
  const parts = NAMES.map((name, index) => partOf(name, seededBytes(100 + index, index)));
  wire.simulator.site.addRecord({ parts });
  return wire;
}

async function files(wire: Wire): Promise<unknown> {
  return (await wire.data("getBackupInfo", { backup_id: "1" }))["filenames"];
}

Deno.test("the names and sizes that the site gives may be wrong, while the files stay as they are", async () => {
  await using wire = await siteWithParts();
  const name = (given: string) => `../${given}`;
  wire.simulator.arm({ fileNames: name, fileSizes: (size) => size * 2, times: 1 });
  assertEquals(
    await files(wire),
    NAMES.map((each, index) => ({ part: index + 1, name: name(each), size: (100 + index) * 2 })),
  );
  assertEquals(
    await files(wire),
    NAMES.map((each, index) => ({ part: index + 1, name: each, size: 100 + index })),
  );
});

Deno.test("sizes may be what PHP of 32 bits makes of them, in the list and in the record", async () => {
  await using wire = await siteWithParts();
  wire.simulator.arm({ fileSizes: (size) => size % 2 === 0 ? false : -size, noLength: true });
  const info = await wire.data("getBackupInfo", { backup_id: "1" });
  const total = 100 + 101 + 102;
  assertEquals(info["total_size"], -total);
  assertEquals(await files(wire), [
    { part: 1, name: "site.jpa", size: false },
    { part: 2, name: "site.j01", size: -101 },
    { part: 3, name: "site.j02", size: false },
  ]);
  const list = (await wire.data("listBackups", {})) as unknown as { size: unknown }[];
  assertEquals(list.map(({ size }) => size), [-total]);
  const response = await wire.send("downloadDirect", {
    parameters: { backup_id: "1", part_id: "1" },
  });
  assertEquals(response.headers.get("content-length"), null);
  await response.body?.cancel();
});

Deno.test("a file that is lost moves the numbers of those behind it", async () => {
  await using wire = await siteWithParts();
  wire.simulator.arm({ loseFile: { record: 1, name: "site.j01" }, times: 1 });
  const parameters = { backup_id: "1", part_id: "2" };
  const response = await wire.send("downloadDirect", { parameters });
  const bytes = new Uint8Array(await response.arrayBuffer());
  assertEquals(bytes, seededBytes(102, 2));
  assertEquals(await files(wire), [
    { part: 1, name: "site.jpa", size: 100 },
    { part: 2, name: "site.j02", size: 102 },
  ]);
  const third = await wire.send("downloadDirect", { parameters: { ...parameters, part_id: "3" } });
  assertEquals([third.status, await third.text()], [500, ""]);
});
