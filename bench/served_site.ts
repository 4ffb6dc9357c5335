/** A simulated site as one of many: late or in trouble where wanted, and counting what it sees. */
import { setTimeout as delay } from "node:timers/promises";
import { createSimulator, type Simulator, type SimulatorOptions } from "../src/simulator/mod.ts";
import { seededBytes } from "../src/simulator/setup/content.ts";
import { type Trouble, troubleCalled, type TroubleName } from "./fleet_troubles.ts";

/** A simulated site with an address of its own. */
export interface FleetSite extends Omit<SimulatorOptions, "clock" | "sleep" | "files"> {
  /** The loopback address that it listens on. @default {"127.0.0.1"} */
  readonly host?: string;
  /** How long every reply is held back, milliseconds. @default {0} */
  readonly delayMs?: number;
  /** The size of what it backs up, bytes, about; it does not get smaller. @default {about 150 kB} */
  readonly bytes?: number;
  /** What goes wrong there. @default {"none"} */
  readonly trouble?: TroubleName;
  /**
   * The whole host stops answering once, for all its sites: when it has had so many requests, for so many
   * ms. What is asked meanwhile is answered after that.
   */
  readonly hang?: { readonly after: number; readonly ms: number };
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

/** A host that may stop answering for a while. */
export class ServedHost {
  #requests = 0;
  #until = 0;

  /** Waits as long as it does not answer. */
  async answers(hang: FleetSite["hang"]): Promise<void> {
    this.#requests += 1;
    if (this.#requests === hang?.after) this.#until = Date.now() + hang.ms;
    const left = this.#until - Date.now();
    if (left > 0) await delay(left);
  }
}

/** A site that is served, and what it counts. */
export class ServedSite {
  readonly simulator: Simulator;
  readonly #site: FleetSite;
  readonly #host: ServedHost;
  readonly #trouble: Trouble;
  #inFlight = 0;
  #atOnce = 0;
  #steps = 0;
  #bytes = 0;

  constructor(site: FleetSite, host: ServedHost) {
    const { delayMs: _, bytes, host: _host, trouble = "none", hang: _hang, ...options } = site;
    this.#site = site;
    this.#host = host;
    this.#trouble = troubleCalled(trouble);
    const secret = this.#trouble.hasOtherSecret && { secret: "An0ther_Secret+Than/That" };
    const files = bytes === undefined ? undefined : { files: filesOf(bytes) };
    this.simulator = createSimulator({ ...options, ...files, ...secret });
    for (const mischief of this.#trouble.mischiefs) this.simulator.arm(mischief);
  }

  readonly handle = async (request: Request): Promise<Response> => {
    const { delayMs = 0, hang } = this.#site;
    const method = await methodIn(request);
    if (delayMs > 0) await delay(delayMs);
    const isStep = method !== undefined;
    if (isStep) this.#atOnce = Math.max(this.#atOnce, ++this.#inFlight);
    try {
      await this.#host.answers(hang);
      if (method === "stepBackup" && ++this.#steps === 4 && this.#trouble.isDisplaced) {
        void this.#displace(request.clone());
      }
      const response = await this.simulator.handle(request);
      this.#bytes += Number(response.headers.get("content-length") ?? 0);
      return response;
    } finally {
      if (isStep) this.#inFlight -= 1;
    }
  };

  /** Somebody else starts a backup while a step of the first is at work, and takes it to its end. */
  async #displace(like: Request): Promise<void> {
    const { url, method, headers } = like;
    const body = method === "POST" ? await like.text() : undefined;
    const send = async (change: (text: string) => string) => {
      const changed = body === undefined ? {} : { body: change(body) };
      const request = new Request(change(url), { method, headers, ...changed });
      return (await (await this.simulator.handle(request)).json()).data;
    };
    await delay(5);
    let { backupid, HasRun: goesOn } = await send((text) =>
      text.replace("stepBackup", "startBackup").replace(/&backupid=[^&]*/, "&description=Another")
    );
    while (goesOn) {
      const step = (text: string) => text.replace(/&backupid=[^&]*/, `&backupid=${backupid}`);
      ({ HasRun: goesOn } = await send(step));
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
      // Of somebody else's steps nobody here has to know.
      atOnce: this.#trouble.isDisplaced ? this.#atOnce : Math.max(overlaps, this.#atOnce),
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

/** Starts and steps, however the version of the API names them. */
async function methodIn(request: Request): Promise<string | undefined> {
  const text = request.url + (request.method === "POST" ? await request.clone().text() : "");
  return /(?:start|step)Backup/.exec(text)?.[0];
}

const FILES = new Map<number, Uint8Array>();

/** One file of bytes for all sites: a thousand would not fit into memory. */
function filesOf(bytes: number) {
  const content = FILES.get(bytes) ?? seededBytes(bytes, bytes);
  FILES.set(bytes, content);
  return [{ path: "images/photo.bin", content }];
}
