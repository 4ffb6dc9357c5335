/**
 * The main job, against simulated sites on 127.0.0.1: find the endpoint from the bare root, take a
 * backup, fetch it, and look at what came.
 *
 * ```sh
 * deno task demo
 * ```
 * @module
 */
import { basename } from "node:path";
import { connect, detect, isSitehaulError, type Site } from "../mod.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  serve,
  type SimulatorOptions,
} from "../src/simulator/mod.ts";

const SITES: readonly SimulatorOptions[] = [
  { product: "joomla", version: "10.2.1", partSize: 65_536 },
  { product: "joomla", version: "3.3.0" },
  { product: "wordpress", version: "9.1.1" },
  { product: "solo", version: "8.2.0" },
];

// deno-lint-ignore no-console -- a demonstration talks
const say = (line: string): void => console.log(line);

async function demonstrate(options: SimulatorOptions, folder: string): Promise<void> {
  const simulator = createSimulator(options);
  await using server = await serve(simulator);
  say(`\n${options.product} ${options.version}, simulated at ${server.url}`);

  const found = await detect(server.url, { secret: DEFAULT_SECRET });
  const { api, url } = found.endpoint;
  say(`  endpoint   ${url.replace(server.url, "/")}`);
  say(
    `  speaks     API v${api}, level ${found.version.level}, ${found.products.join(" or ")} ` +
      `${found.version.version} ${found.version.edition ?? ""}`,
  );
  const trips = found.roundTrips === 1 ? "1 round trip" : `${found.roundTrips} round trips`;
  say(`  found      with ${found.requests} requests in ${trips}`);

  const site = await connect(url, { secret: DEFAULT_SECRET });
  const id = await backUp(site);
  await fetchAndCheck(site, id, folder);
}

async function backUp(site: Site): Promise<number> {
  let steps = 0;
  for await (const event of site.takeBackup({ description: "Demonstration" })) {
    if (event.type === "step") steps = event.step;
    if (event.type === "warning") say(`  warning    ${event.message}`);
    if (event.type === "finished") {
      say(`  backup     ${event.record.id} complete after ${steps} steps`);
      return event.record.id;
    }
  }
  throw new Error("A backup either finishes or throws");
}

async function fetchAndCheck(site: Site, id: number, folder: string): Promise<void> {
  for await (const event of site.download(id, { dir: folder, deleteRemote: true })) {
    if (event.type === "part") {
      const { path, size, sha256 } = event;
      say(`  fetched    ${basename(path)}, ${size} bytes, sha256 ${sha256.slice(0, 16)}…`);
    }
    if (event.type === "verified") {
      const { format, formatVersion, files, bytes } = event.report;
      say(`  verified   ${format} ${formatVersion}: ${files} files, ${bytes} bytes, all readable`);
    }
    if (event.type === "deleted") say("  deleted    the copy on the site");
  }
}

if (import.meta.main) {
  const began = performance.now();
  const folder = await Deno.makeTempDir({ prefix: "sitehaul-demo-" });
  try {
    for (const [index, options] of SITES.entries()) {
      await demonstrate(options, `${folder}/${index}`);
    }
    say(`\nAll done in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
  } catch (error) {
    if (!isSitehaulError(error)) throw error;
    say(`${error.message}\nhint: ${error.hint ?? ""}`);
    Deno.exitCode = error.exit;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
