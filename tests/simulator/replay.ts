/** Brings simulated sites into the state in which an exchange was recorded, and repeats it. */
import {
  createSimulator,
  type Json,
  type Mischief,
  type Simulator,
  type SimulatorOptions,
  type SitePart,
  type SiteRecord,
} from "../../src/simulator/mod.ts";
import {
  type Exchange,
  loadTranscript,
  RECORDED_SECRET,
  type TranscriptName,
} from "../support/transcripts.ts";
import { differences } from "./compare.ts";
import { type Scene, SCENES, type Scenes } from "./scenes.ts";

/** What differs between a recorded answer and the simulated one. */
export interface Replayed {
  readonly name: string;
  readonly differences: readonly string[];
}

const TOKEN =
  "c2hhMjU2OjEwMTplOWY3YzM0MmQ5NGQwYzgwNjRjYWVjYmJmMzY2MzczMGJmOWRiZmVlNDg2NWIxOWJlNmE4Yjk1NmJhMWI5MGE0";

/** Repeats all exchanges of a transcript. */
export async function replay(name: TranscriptName): Promise<Replayed[]> {
  const player = new Player(SCENES[name]);
  const replayed: Replayed[] = [];
  const exchanges = await loadTranscript(name);
  for (let index = 0; index < exchanges.length; index++) {
    const exchange = exchanges[index];
    const next = exchanges[index + 1];
    if (exchange === undefined) continue;
    const twin = next !== undefined && isTwin(exchange, next) ? next : undefined;
    if (twin !== undefined) index += 1;
    replayed.push(...await player.play(exchange, twin));
  }
  return replayed;
}

/** Two requests that were sent at the same moment. */
function isTwin(a: Exchange, b: Exchange): boolean {
  return a.group === "repeated-step" && b.group === a.group && a.response !== null &&
    JSON.stringify(a.request) === JSON.stringify(b.request);
}

class Player {
  readonly #scenes: Scenes;
  readonly #simulators = new Map<string, Simulator>();
  /** Recorded identifiers of backups, and those of the simulated ones. */
  readonly #identifiers = new Map<string, string>();

  constructor(scenes: Scenes) {
    this.#scenes = scenes;
  }

  async play(exchange: Exchange, twin?: Exchange): Promise<Replayed[]> {
    const { response: recorded, name } = exchange;
    const scene: Scene = {
      ...this.#scenes.groups[exchange.group],
      ...this.#scenes.exchanges[name],
    };
    const simulator = this.#simulatorFor(exchange, scene);
    await this.#prepare(simulator, exchange, scene);
    if (recorded === null) {
      simulator.arm({ times: 1, loseAnswer: "at-once" });
      const lost = await this.#send(simulator, exchange).then(() => false, () => true);
      return [{ name, differences: lost ? [] : ["an answer came"] }];
    }
    const both = twin?.response ? [exchange, twin] : [exchange];
    const responses = await Promise.all(both.map((each) => this.#send(simulator, each)));
    return await Promise.all(responses.map(async (response, index) => {
      const each = both[index] ?? exchange;
      await this.#learn(each, response);
      const found = each.response === null ? [] : await differences(each.response, response);
      return { name: each.name, differences: found };
    }));
  }

  #simulatorFor({ group, name }: Exchange, scene: Scene): Simulator {
    const key = scene.fresh ? name : group;
    const known = this.#simulators.get(key);
    if (known !== undefined) return known;
    const options: SimulatorOptions = {
      secret: RECORDED_SECRET,
      token: TOKEN,
      steps: 1,
      stepMs: 1,
      ...this.#scenes.site,
      ...scene.options,
    };
    const simulator = createSimulator(options);
    for (const record of scene.records ?? []) simulator.site.addRecord(record);
    this.#simulators.set(key, simulator);
    return simulator;
  }

  /** What the site has to be like before the request. */
  async #prepare(simulator: Simulator, exchange: Exchange, scene: Scene): Promise<void> {
    const { site } = simulator;
    const data = recordedData(exchange);
    if (scene.asRecorded) seed(simulator, data);
    if (scene.running !== undefined) await this.#run(simulator, exchange, scene.running);
    if (isRecord(data) && typeof data["BackupID"] === "number") {
      if (site.record(data["BackupID"]) === undefined) site.nextId = data["BackupID"];
    }
    if (isRecord(data) && Array.isArray(data["filenames"])) {
      const record = site.record(Number(data["id"]));
      if (record !== undefined) giveFiles(record, data["filenames"] as readonly FileLine[]);
    }
    const isStep = /stepBackup/.test(exchange.request.path + exchange.request.body);
    for (const mischief of [scene.mischief, isStep ? faultOf(data) : undefined]) {
      if (mischief !== undefined) simulator.arm({ times: 1, ...mischief });
    }
  }

  /** Starts a backup, and drives it to the step before the recorded one. */
  async #run(
    simulator: Simulator,
    exchange: Exchange,
    { id, profile = 1, until, description = "" }: NonNullable<Scene["running"]>,
  ): Promise<void> {
    const recordedId = /backupid=([\w-]+)/.exec(exchange.request.path + exchange.request.body)?.[1];
    if (recordedId === undefined) throw new Error(`${exchange.name} names no backup`);
    simulator.site.nextId = id;
    const call = async (method: string, parameters: string) => {
      const response = await simulator.handle(
        new Request(`http://site.test${this.#scenes.endpoint}&method=${method}&${parameters}`, {
          headers: { "x-akeeba-auth": RECORDED_SECRET },
        }),
      );
      const { data } = await response.json() as { data: Record<string, unknown> };
      return data;
    };
    let data = await call("startBackup", `profile=${profile}&description=${description}`);
    const backupId = String(data["backupid"]);
    while (Number(data["stepNumber"]) < until) {
      data = await call("stepBackup", `backupid=${backupId}`);
    }
    this.#identifiers.set(recordedId, backupId);
  }

  async #send(simulator: Simulator, { request }: Exchange): Promise<Response> {
    const { method } = request;
    let text = JSON.stringify([request.path, request.body]);
    for (const [recorded, simulated] of this.#identifiers) {
      text = text.replaceAll(recorded, simulated);
    }
    const [path, body] = JSON.parse(text) as [string, string | null];
    const headers = Object.entries(request.headers)
      .filter(([name]) => !/^(host|connection|content-length)$/i.test(name));
    return await simulator.handle(
      new Request(`http://site.test${path}`, {
        method,
        headers,
        body: method === "GET" || method === "HEAD" ? null : body,
      }),
    );
  }

  async #learn(exchange: Exchange, response: Response): Promise<void> {
    const recorded = recordedData(exchange);
    if (!isRecord(recorded) || typeof recorded["backupid"] !== "string") return;
    const text = await response.clone().text();
    const simulated = /"backupid\\?":\\?"([^"\\]*)/.exec(text)?.[1];
    if (!recorded["backupid"].startsWith("id-") || simulated === undefined) return;
    this.#identifiers.set(recorded["backupid"], simulated);
  }
}

/** `undefined` where the recorded body is no envelope, of v1 or later. */
function recordedData({ response }: Exchange): unknown {
  try {
    const text = response?.body ?? "";
    const framed = /###(\{.*\})###/s.exec(text)?.[1];
    if (framed === undefined) return (JSON.parse(text) as { data: unknown }).data;
    const { body } = JSON.parse(framed) as { body: { data: string } };
    return JSON.parse(body.data);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Errors of the engine and warnings are nothing that a site does by itself. */
function faultOf(data: unknown): Mischief | undefined {
  const own = "Akeeba Engine detected a problem while saving temporary data";
  const error = typeof data === "string"
    ? /^A backup error has occurred: (.*)/s.exec(data)?.[1]
    : undefined;
  if (error !== undefined && !error.startsWith(own)) return { backupError: error };
  const warnings = isRecord(data) ? data["Warnings"] : undefined;
  if (!Array.isArray(warnings) || warnings.length === 0) return undefined;
  const texts = warnings.map(String).filter((text) => !text.startsWith("Your version"));
  return texts.length > 0 ? { warnings: texts } : undefined;
}

interface FileLine {
  readonly name: string;
  readonly size: number;
}

/** A file of that size which holds zeros. */
export function emptyPart(name: string, size: number): SitePart {
  return { name, size, read: (offset, length) => new Uint8Array(Math.min(length, size - offset)) };
}

function giveFiles(record: SiteRecord, files: readonly FileLine[]): void {
  // What a site deletes is its own business: nothing is taken away here.
  if (files.length === 0) return;
  record.parts = files.map(({ name, size }) => emptyPart(name, size));
  if (record.status !== "complete") return;
  record.multipart = files.length > 1 ? files.length : 0;
  record.totalSize = files.reduce((sum, { size }) => sum + size, 0);
}

/** Records as in a recorded answer, for exchanges that show how records look. */
function seed({ site }: Simulator, data: unknown): void {
  const lines = (Array.isArray(data) ? data : [data]) as Record<string, Json>[];
  for (const line of lines.toReversed()) {
    const text = (name: string) => String(line[name] ?? "");
    if (line["id"] === undefined) continue;
    const hasFiles = line["meta"] === "ok";
    const record = site.addRecord({
      id: Number(line["id"]),
      description: text("description"),
      comment: text("comment"),
      start: text("backupstart"),
      end: text("backupend"),
      status: text("status") as SiteRecord["status"],
      origin: text("origin"),
      type: text("type"),
      profile: Number(line["profile_id"]),
      archive: text("archivename"),
      multipart: Number(line["multipart"]) > 1 ? Number(line["multipart"]) : 0,
      tag: text("tag"),
      backupId: text("backupid"),
      filesExist: line["filesexist"] === "1",
      remote: line["remote_filename"] === null ? null : text("remote_filename"),
      frozen: line["frozen"] === "1",
      inStep: line["instep"] === "1",
      parts: hasFiles ? [emptyPart(text("archivename"), 1000)] : [],
    });
    record.totalSize = Number(line["total_size"]);
  }
}
