/** Backups that fail, or that another one takes the place of. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { drain } from "../../mod.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import type { SimulatorOptions } from "../../src/simulator/mod.ts";
import { changeData, mishap } from "../support/mishaps.ts";
import { callsOf, DESCRIPTION, simulate, take } from "./backup_site.ts";

for (
  const options of [
    { product: "wordpress", version: "9.1.1" },
    { product: "joomla", version: "7.5.0.1", php: 7 },
  ] satisfies SimulatorOptions[]
) {
  Deno.test(`a phantom of ${options.product} ${options.version} is noticed, and not driven on`, async () => {
    const { simulator, connectWith } = simulate(options);
    const client = await connectWith();
    const running = client.takeBackup({ description: DESCRIPTION });
    for (let event = 1; event <= 4; event++) await running.next();
    assertEquals(simulator.site.failRunning(), 1);
    const steps = callsOf(simulator, "stepBackup").length;
    const error = await assertRejects(() => drain(running), SitehaulError);
    assertEquals([error.code, error.exit], ["backup/phantom", 120]);
    assertEquals(callsOf(simulator, "stepBackup").length, steps + 1);
    assertEquals([...simulator.site.records].filter(({ status }) => status === "complete"), []);
  });
}

Deno.test("a backup that another one displaces fails, on versions that say so", async () => {
  const { connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const [first, second] = [await connectWith(), await connectWith()];
  const running = first.takeBackup({ description: DESCRIPTION });
  for (let event = 1; event <= 4; event++) await running.next();
  const other = await take(second, { force: true });
  assertEquals(other.record?.status, "complete");
  const error = await assertRejects(() => drain(running), SitehaulError);
  assertEquals([error.code, error.exit], ["backup/failed", 120]);
});

Deno.test("a backup that reports an error has failed, and nothing more is sent", async () => {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const failing = mishap(
    simulator.handle,
    "stepBackup",
    [3],
    () =>
      Promise.resolve(
        Response.json({ status: 500, data: "A backup error has occurred: disk full" }),
      ),
  );
  const { error } = await take(await connectWith(failing));
  assertEquals([error?.code, error?.exit], ["backup/failed", 120]);
  assertStringIncludes(error?.message ?? "", "disk full");
  assertEquals(callsOf(simulator, "stepBackup").length, 2);
});

Deno.test("an error inside a good answer is an error", async () => {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const failing = mishap(
    simulator.handle,
    "stepBackup",
    [3],
    changeData((data) => data.Error = "Out of inodes"),
  );
  const { error } = await take(await connectWith(failing));
  assertEquals(error?.code, "backup/failed");
  assertStringIncludes(error?.message ?? "", "Out of inodes");
});

Deno.test("a page with HTTP 500 in a step is a failed backup", async () => {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const failing = mishap(
    simulator.handle,
    "stepBackup",
    [3],
    () => Promise.resolve(new Response("<h1>Error</h1>", { status: 500 })),
  );
  assertEquals((await take(await connectWith(failing))).error?.code, "backup/failed");
});

Deno.test("a backup whose record does not say complete has not succeeded", async () => {
  const { simulator, connectWith } = simulate({ product: "joomla", version: "10.2.1" });
  const lying = mishap(
    simulator.handle,
    "getBackupInfo",
    [1],
    changeData((data) => data.status = "fail"),
  );
  assertEquals((await take(await connectWith(lying))).error?.code, "backup/failed");
});

Deno.test("a version that cannot run a backup on the site's PHP says so", async () => {
  const { connectWith } = simulate({ product: "joomla", version: "8.0.3", php: 8 });
  const { error } = await take(await connectWith());
  assertEquals([error?.code, error?.exit], ["site/incompatible-php", 101]);
  assertStringIncludes(error?.message ?? "", "8.0.3");
});
