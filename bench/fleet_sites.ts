/**
 * Many simulated sites in processes of their own, each at an address of its own, with counters that are
 * read over HTTP: 127.0.0.1 to 127.255.255.254 all are this machine, so sites can share a host or not.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "../src/simulator/mod.ts";
import { projectPath } from "./measure.ts";
import { type FleetSite, ServedHost, ServedSite, type SiteCounters } from "./served_site.ts";

export type { FleetSite, SiteCounters } from "./served_site.ts";

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
  // All sites of a host are in one process: they stop answering together.
  const hosts = [...new Set(sites.map(({ host }) => host))];
  const shareOf = ({ host }: FleetSite) => hosts.indexOf(host) % processes;
  const shares = Array.from(
    { length: Math.min(processes, hosts.length) },
    (_, share) => sites.filter((site) => shareOf(site) === share),
  );
  const servers = await Promise.all(shares.map(startProcess));
  const serverOf = (site: number) => {
    const wanted = sites[site];
    const share = wanted === undefined ? -1 : shareOf(wanted);
    const [server, index] = [servers[share], wanted && shares[share]?.indexOf(wanted)];
    if (server === undefined || index === undefined) {
      throw new RangeError(`There is no site ${site}`);
    }
    return { server, index };
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
      return sites.flatMap((_, site) => {
        const { server, index } = serverOf(site);
        return counters[servers.indexOf(server)]?.[index] ?? [];
      });
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

async function main(sites: readonly FleetSite[]): Promise<void> {
  const hosts = new Map<string | undefined, ServedHost>();
  const served = sites.map((site) => {
    const host = hosts.get(site.host) ?? new ServedHost();
    hosts.set(site.host, host);
    return new ServedSite(site, host);
  });
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
