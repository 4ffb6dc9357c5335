/**
 * Many simulated sites in processes of their own, each at an address of its own, with counters that are
 * read over HTTP: 127.0.0.1 to 127.255.255.254 all are this machine, so sites can share a host or not.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import {
  createSimulator,
  serve,
  type Simulator,
  type SimulatorOptions,
} from "../src/simulator/mod.ts";
import { seededBytes } from "../src/simulator/setup/content.ts";
import { projectPath } from "./measure.ts";

/** A simulated site with an address of its own. */
export interface FleetSite extends Omit<SimulatorOptions, "clock" | "sleep" | "files"> {
  /** The loopback address that it listens on. @default {"127.0.0.1"} */
  readonly host?: string;
  /** How long every reply is held back, milliseconds. @default {0} */
  readonly delayMs?: number;
  /** The size of what it backs up, bytes, about; it does not get smaller. @default {about 150 kB} */
  readonly bytes?: number;
}

/** What a site has seen so far. */
export interface SiteCounters {
  readonly requests: number;
  readonly starts: number;
  readonly steps: number;
  /** The most starts and steps that were in flight at once, also where their client was gone. */
  readonly atOnce: number;
  /** Calls that delete something. */
  readonly deletions: number;
  /** Bytes of files and replies that were announced. */
  readonly bytes: number;
  /** The backups, oldest first. */
  readonly records: readonly {
    readonly id: number;
    readonly status: string;
    readonly size: number;
  }[];
}

/** Sites that are served until they are disposed of. */
export interface FleetOfSites extends AsyncDisposable {
  /** Their addresses, in order. */
  readonly urls: readonly string[];
  /** What each has seen, in order. */
  counters(): Promise<readonly SiteCounters[]>;
  /** The SHA-256 of each file of a backup, by name; without a number, of the newest backup. */
  sums(site: number, record?: number): Promise<Readonly<Record<string, string>>>;
  /** The processes that serve them. */
  readonly pids: readonly number[];
}

/** Serves sites, evenly spread over some processes. */
export async function serveFleet(
  sites: readonly FleetSite[],
  { processes = 1 }: { readonly processes?: number } = {},
): Promise<FleetOfSites> {
  const shares = Array.from(
    { length: processes },
    (_, share) => sites.filter((_, index) => index % processes === share),
  );
  const servers = await Promise.all(shares.map(startProcess));
  const serverOf = (site: number) => {
    const server = servers[site % processes];
    if (server === undefined) throw new RangeError(`There is no site ${site}`);
    return { server, index: Math.floor(site / processes) };
  };
  return {
    urls: sites.map((_, site) => {
      const { server, index } = serverOf(site);
      return server.urls[index] ?? "";
    }),
    pids: servers.map(({ pid }) => pid),
    async counters() {
      const counters = await Promise.all(
        servers.map(({ control }) => ask<SiteCounters[]>(`${control}counters`)),
      );
      return sites.flatMap((_, site) => counters[site % processes]?.[serverOf(site).index] ?? []);
    },
    async sums(site, record) {
      const { server, index } = serverOf(site);
      return await ask(`${server.control}sums/${index}/${record ?? ""}`);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map((server) => server.end()));
    },
  };
}

async function ask<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return await response.json();
}

interface Started {
  readonly urls: readonly string[];
  /** Where the counters are; ends in a slash. */
  readonly control: string;
}

interface SitesProcess extends Started {
  readonly pid: number;
  end(): Promise<void>;
}

async function startProcess(sites: readonly FleetSite[]): Promise<SitesProcess> {
  const process = new Deno.Command(Deno.execPath(), {
    // It listens on loopback addresses alone, of which there are too many to name them.
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--allow-net",
      "--allow-env",
      projectPath("bench/fleet_sites.ts"),
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = process.stdin.getWriter();
  await input.write(new TextEncoder().encode(`${JSON.stringify(sites)}\n`));
  const lines = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.endsWith("\n")) {
    const { value, done } = await lines.read();
    if (done) throw new Error("The sites did not start");
    text += value;
  }
  const started: Started = JSON.parse(text);
  const end = async () => {
    await input.close();
    await lines.cancel();
    await process.status;
  };
  return { ...started, pid: process.pid, end };
}

/** A site that is served, and what it counts. */
class ServedSite {
  readonly simulator: Simulator;
  readonly #delayMs: number;
  #inFlight = 0;
  #atOnce = 0;
  #bytes = 0;

  constructor({ delayMs = 0, bytes, host: _, ...options }: FleetSite) {
    this.simulator = createSimulator(
      bytes === undefined ? options : { ...options, files: filesOf(bytes) },
    );
    this.#delayMs = delayMs;
  }

  readonly handle = async (request: Request): Promise<Response> => {
    const isStep = /[?&]method=(?:start|step)Backup/.test(request.url);
    if (this.#delayMs > 0) await delay(this.#delayMs);
    return await this.#counted(isStep, request);
  };

  async #counted(isStep: boolean, request: Request): Promise<Response> {
    if (isStep) this.#atOnce = Math.max(this.#atOnce, ++this.#inFlight);
    try {
      const response = await this.simulator.handle(request);
      this.#bytes += Number(response.headers.get("content-length") ?? 0);
      return response;
    } finally {
      if (isStep) this.#inFlight -= 1;
    }
  }

  get counters(): SiteCounters {
    const { requests, overlaps, site: { records } } = this.simulator;
    const count = (pattern: RegExp) =>
      requests.filter(({ apiMethod = "" }) => pattern.test(apiMethod)).length;
    return {
      requests: requests.length,
      starts: count(/^startBackup$/),
      steps: count(/^stepBackup$/),
      atOnce: Math.max(overlaps, this.#atOnce),
      deletions: count(/^delete/),
      bytes: this.#bytes,
      records: records.map(({ id, status, totalSize }) => ({ id, status, size: totalSize })),
    };
  }

  async sums(id: number | undefined): Promise<Record<string, string>> {
    const { records } = this.simulator.site;
    const record = id === undefined ? records.at(-1) : records.find((each) => each.id === id);
    const sums: Record<string, string> = {};
    for (const { name, size, read } of record?.parts ?? []) {
      const bytes = new Uint8Array(await read(0, size));
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
      sums[name] = digest.toHex();
    }
    return sums;
  }
}

const FILES = new Map<number, Uint8Array>();

/** One file of bytes for all sites: a thousand would not fit into memory. */
function filesOf(bytes: number) {
  const content = FILES.get(bytes) ?? seededBytes(bytes, bytes);
  FILES.set(bytes, content);
  return [{ path: "images/photo.bin", content }];
}

async function main(sites: readonly FleetSite[]): Promise<void> {
  const served = sites.map((site) => new ServedSite(site));
  const urls: string[] = [];
  for (const [index, { simulator, handle }] of served.entries()) {
    const { host: hostname = "127.0.0.1" } = sites[index] ?? {};
    urls.push((await serve({ ...simulator, handle }, { hostname })).url);
  }
  const control = createServer(async ({ url = "" }, response) => {
    const [, what, index, record = ""] = url.split("/");
    const body = what === "sums"
      ? await served[Number(index)]?.sums(record === "" ? undefined : Number(record))
      : served.map(({ counters }) => counters);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => control.listen(0, "127.0.0.1", resolve));
  const { port } = control.address() as AddressInfo;
  const started: Started = { urls, control: `http://127.0.0.1:${port}/` };
  await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(started)}\n`));
}

if (import.meta.main) {
  let text = "";
  for await (const piece of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (!text.endsWith("\n")) continue;
    await main(JSON.parse(text));
    text = "";
  }
  Deno.exit(0);
}
