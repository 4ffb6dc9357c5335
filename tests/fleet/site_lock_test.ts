/** One job per site at a time, over all processes of a computer. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { runFleet } from "../../src/fleet/run_fleet.ts";
import { lockSite, placeOf } from "../../src/fleet/site_lock.ts";

const HOLDER = fileURLToPath(new URL("lock_holder.ts", import.meta.url));
const ADDRESS = "https://shop.example";

/** How a run over the site ends while others may be at work there. */
async function runOnce(locks: string) {
  const jobs = ["shop", "blog"].map((site) => ({
    site,
    address: `https://${site}.example`,
    profile: 1,
    run: () => Promise.resolve({ state: "ok", result: undefined } as const),
  }));
  const ended: string[] = [];
  const resolve = (host: string) => Promise.resolve(host);
  for await (const event of runFleet({ jobs, locks, resolve })) {
    if (event.type !== "job-ended") continue;
    const { site, outcome } = event;
    ended.push(`${site} ${outcome.state === "skipped" ? outcome.reason : outcome.state}`);
  }
  return ended.toSorted();
}

Deno.test("a site that another process works on is busy, and free at once when that is killed", async () => {
  const locks = await Deno.makeTempDir();
  const holder = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", HOLDER, locks, ADDRESS],
    stdout: "piped",
  }).spawn();
  const reader = holder.stdout.getReader();
  try {
    const { value } = await reader.read();
    assertEquals(new TextDecoder().decode(value).trim(), "locked");
    assertEquals(await runOnce(locks), ["blog ok", "shop busy"]);
  } finally {
    holder.kill("SIGKILL");
    await holder.status;
    await reader.cancel();
  }
  assertEquals(await runOnce(locks), ["blog ok", "shop ok"]);
});

Deno.test("one site has one lock, however its address is written, and nothing is left of it", async () => {
  const locks = await Deno.makeTempDir();
  for (const same of ["HTTP://Shop.example/", "//shop.example", "https://www.shop.example/"]) {
    assertEquals(placeOf(same), placeOf(ADDRESS));
  }
  const lock = await lockSite(locks, ADDRESS);
  assert(lock !== undefined && lock !== false);
  assertEquals(await lockSite(locks, "http://SHOP.example/"), false);
  assertEquals(await lockSite(locks, "//www.shop.example/"), false);
  lock.close();
  assertEquals(Array.from(Deno.readDirSync(locks)), []);
});
