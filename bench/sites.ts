/**
 * Simulated sites in a process of their own, so that they do not share the client's time.
 */
import { setTimeout as delay } from "node:timers/promises";
import { join } from "node:path";
import { createSimulator, serve, type SimulatorOptions } from "../src/simulator/mod.ts";
import { seededBytes } from "../src/simulator/setup/content.ts";
import { MIB, projectPath } from "./measure.ts";

/** What is served: a simulated site, with one backup as record 1. */
export interface BenchSite extends Omit<SimulatorOptions, "clock" | "sleep" | "files"> {
  /** How long every answer is held back, milliseconds. @default {0} */
  readonly delayMs?: number;
  /** The size of the part of record 1, MiB; without it there is none. */
  readonly mib?: number;
  /** A folder whose files are the parts of record 1. */
  readonly folder?: string;
}

export interface BenchSites extends AsyncDisposable {
  /** Their addresses, in order. */
  readonly urls: readonly string[];
}

/** Serves sites in a process of their own, until they are disposed of. */
export async function serveSites(sites: readonly BenchSite[]): Promise<BenchSites> {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--allow-net=127.0.0.1",
      "--allow-env",
      "--allow-read",
      projectPath("bench/sites.ts"),
    ],
    env: { SITES: JSON.stringify(sites) },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const lines = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.endsWith("\n")) {
    const { value, done } = await lines.read();
    if (done) throw new Error("the sites did not start");
    text += value;
  }
  return {
    urls: JSON.parse(text),
    async [Symbol.asyncDispose]() {
      await process.stdin.close();
      await lines.cancel();
      await process.status;
    },
  };
}

/** A part of any size: every MiB is the same but for its number in the first bytes. */
function virtualPart(mib: number) {
  const block = seededBytes(MIB, 1);
  const size = mib * MIB;
  const read = (offset: number, length: number): Uint8Array => {
    const start = offset % MIB;
    const piece = block.slice(start, Math.min(MIB, start + Math.min(length, size - offset)));
    if (start === 0 && piece.length >= 4) {
      new DataView(piece.buffer).setUint32(0, Math.floor(offset / MIB));
    }
    return piece;
  };
  return { name: "site.jpa", size, read };
}

/** The files of a folder, in the order in which a site lists them: `site.zip`, `site.z01`, … */
async function partsIn(folder: string) {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
  const number = (name: string) => Number(/\d+$/.exec(name)?.[0] ?? 0);
  names.sort((a, b) => number(a) - number(b));
  return await Promise.all(names.map(async (name) => {
    const file = await Deno.open(join(folder, name));
    const { size } = await file.stat();
    const read = (offset: number, length: number): Uint8Array => {
      const piece = new Uint8Array(Math.min(length, size - offset));
      file.seekSync(offset, Deno.SeekMode.Start);
      for (let at = 0; at < piece.length;) at += file.readSync(piece.subarray(at)) ?? piece.length;
      return piece;
    };
    return { name, size, read };
  }));
}

/** Gives the address; it is served until the process ends. */
async function start({ delayMs = 0, mib, folder, ...options }: BenchSite): Promise<string> {
  const simulator = createSimulator(options);
  if (mib !== undefined) simulator.site.addRecord({ parts: [virtualPart(mib)] });
  if (folder !== undefined) simulator.site.addRecord({ parts: await partsIn(folder) });
  const handle = async (request: Request) => {
    if (delayMs > 0) await delay(delayMs);
    return await simulator.handle(request);
  };
  return (await serve({ ...simulator, handle })).url;
}

if (import.meta.main) {
  const sites: BenchSite[] = JSON.parse(Deno.env.get("SITES") ?? "[]");
  const urls = await Promise.all(sites.map(start));
  await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(urls)}\n`));
  for await (const _ of Deno.stdin.readable);
  Deno.exit(0);
}
