/** Runs a backup step by step, and writes a real archive. */
import { engineFile, entityOf, seeded } from "../setup/content.ts";
import { JpaWriter } from "../archives/jpa_writer.ts";
import type { SimulatedProfile } from "../setup/options.ts";
import type { Settings } from "../setup/settings.ts";
import { type SiteRecord, timestamp } from "./record.ts";
import type { RunningBackup, RunOptions, StepNews } from "./running.ts";
import type { SiteState } from "./site.ts";
import type { ArchiveEntity, ArchiveWriter } from "../archives/parted_bytes.ts";
import { numbered, partOf } from "../archives/site_part.ts";
import { ZipWriter } from "../archives/zip_writer.ts";

/** What is decided before the first step begins. */
interface PlannedStep {
  readonly domain: string;
  readonly step: string;
  readonly progress: number;
  readonly state: "running" | "postrun" | "finished";
  readonly entities: readonly ArchiveEntity[];
  /** What the step does besides packing. */
  readonly task?: "record" | "close";
}

/** Packs the files of the site, a share of them in each step. */
export class BackupRun implements RunningBackup {
  readonly key: string;
  readonly options: RunOptions;
  /** Undefined until the first step, where the record is made late. */
  record: SiteRecord | undefined;
  /** Whether another start has killed it, or an error has ended it. */
  isDead = false;
  readonly #site: SiteState;
  readonly #settings: Settings;
  readonly #plan: readonly PlannedStep[];
  readonly #news: StepNews[] = [];
  readonly #doubled = new Set<number>();
  #writer: ArchiveWriter = new JpaWriter();
  #position = 0;
  #inFlight = 0;
  #stepNumber = 1;

  constructor(site: SiteState, settings: Settings, options: RunOptions) {
    this.#site = site;
    this.#settings = settings;
    this.options = options;
    this.key = options.key;
    this.#plan = planFor(settings, site.profile(options.profile), options.recordLater);
    if (!options.recordLater) this.#createRecord();
  }

  /** What the answer to startBackup tells. */
  get firstNews(): StepNews {
    return {
      hasRun: true,
      domain: "init",
      step: "",
      progress: 0,
      stepNumber: this.#stepNumber,
      state: "running",
      recordId: this.record?.id ?? null,
      archive: this.record?.archive ?? "",
    };
  }

  /**
   * Does one step. The server has no lock: a second call while the first one runs does the same step
   * once more, and the archive is damaged (observed: 10.2.1 and 9.1.1 for WordPress).
   */
  async step(longerMs = 0): Promise<StepNews> {
    const position = this.#position;
    this.#inFlight += 1;
    if (this.#inFlight > 1) this.#doubled.add(position);
    this.#site.beginStep();
    try {
      await this.#settings.sleep(this.#settings.stepMs + longerMs);
    } finally {
      this.#inFlight -= 1;
      this.#site.endStep();
    }
    // An error has ended the backup in the meantime.
    if (this.isDead) return this.firstNews;
    return this.#news[position] ?? this.#perform(position);
  }

  /** Ends the backup by an error of the engine; the record stays as it is. */
  fail(): void {
    this.isDead = true;
    this.#remove();
  }

  /** True between the request of a step and its answer. */
  get isInStep(): boolean {
    return this.#inFlight > 0;
  }

  /**
   * Another start takes the backup's files away and its state. A step at work saves its state
   * afterwards: so the backup lives on, and what was written until now is zeros (observed: 10.2.1,
   * 9.9.3, 9.3.3 and 8.0.3; the archive still ends as complete).
   */
  displace(): void {
    this.#writer.wipe();
    if (!this.isInStep) this.fail();
  }

  #perform(position: number): StepNews {
    const planned = this.#plan[position];
    if (planned === undefined) throw new Error("A finished backup has no more steps");
    this.#position = position + 1;
    if (planned.task === "record") this.#createRecord();
    else if (planned.state !== "finished") this.#stepNumber += 1;
    if (this.#doubled.has(position)) this.#writer.addTwice(planned.entities);
    else for (const entity of planned.entities) this.#writer.add(entity);
    if (planned.task === "close") this.#writer.close();
    this.#updateRecord(planned);
    if (planned.state === "finished") this.#remove();
    const news: StepNews = {
      hasRun: planned.state !== "finished",
      domain: planned.domain,
      step: planned.step,
      progress: planned.progress,
      stepNumber: this.#stepNumber,
      state: planned.state,
      recordId: planned.state === "finished" ? null : this.record?.id ?? null,
      archive: this.record?.archive ?? "",
    };
    this.#news[position] = news;
    return news;
  }

  #createRecord(): void {
    const { profile, description, comment, origin, echo } = this.options;
    const known = this.#site.profile(profile);
    const id = this.#site.nextId;
    const now = this.#site.now();
    this.#stepNumber = 2;
    const { archiver = "jpa" } = known ?? {};
    const partSize = known?.partSize ?? this.#settings.partSize;
    this.#writer = archiver === "zip"
      ? new ZipWriter({ partSize, fault: this.#settings.zipFault })
      : new JpaWriter({ partSize });
    this.record = this.#site.addRecord({
      id,
      description,
      comment,
      origin,
      status: "run",
      type: known?.type ?? "full",
      profile,
      archive: `${known?.archiveName ?? archiveName(now, id)}.${archiver}`,
      tag: origin,
      backupId: echo ?? "",
      totalSize: 0,
      inStep: false,
      start: timestamp(now),
      end: timestamp(now),
    });
  }

  #updateRecord(planned: PlannedStep): void {
    const { record } = this;
    if (record === undefined) return;
    record.end = timestamp(this.#site.now());
    const stem = record.archive.replace(/\.\w+$/, "");
    record.parts = numbered(
      this.#writer.parts().map(({ extension, bytes }) => partOf(`${stem}.${extension}`, bytes)),
    );
    if (planned.state !== "postrun") return;
    record.status = "complete";
    record.inStep = true;
    record.totalSize = record.parts.reduce((sum, { size }) => sum + size, 0);
    record.multipart = record.parts.length > 1 ? record.parts.length : 0;
  }

  #remove(): void {
    const index = this.#site.running.indexOf(this);
    if (index >= 0) this.#site.running.splice(index, 1);
  }
}

/**
 * Kills running backups as a start does: their records fail, their files go. With `stale`, one whose
 * steps are sent stays, unless a step is at work.
 */
export function killRunning(site: SiteState, which: "all" | "stale"): void {
  for (const record of site.records.filter(({ status }) => status === "run")) {
    const run = site.running.find((each) => each.record === record);
    if (run !== undefined && which === "stale" && !run.isInStep) continue;
    run?.displace();
    record.status = "fail";
    record.remote = "NULL";
    record.multipart = 0;
    record.parts = [];
  }
}

function archiveName(date: Date, seed: number): string {
  const [day = "", time = ""] = date.toISOString().replace(/[-:]/g, "").split("T");
  const letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
  const next = seeded(seed + 1000);
  const salt = Array.from({ length: 16 }, () => letters[Math.floor(next() * letters.length)]);
  return `site-site.test-${day}-${time.slice(0, 6)}utc-${salt.join("")}`;
}

/** The steps after the start: each domain is entered, worked on, and left. */
function planFor(
  settings: Settings,
  profile: SimulatedProfile | undefined,
  recordLater: boolean,
): PlannedStep[] {
  const type = profile?.type ?? "full";
  const domains: { name: string; work: (readonly ArchiveEntity[])[] }[] = [];
  if (type === "full") {
    domains.push({ name: "installer", work: [[engineFile("installation/index.php")]] });
  }
  if (type !== "fileonly") {
    domains.push({ name: "PackDB", work: [[engineFile("installation/sql/site.sql")]] });
  }
  if (type !== "dbonly") domains.push({ name: "Packing", work: packing(settings) });
  const share = 100 / (domains.length + 1);
  const running = (domain: string, progress: number) => ({
    domain,
    step: "",
    progress: Math.round(progress),
    state: "running" as const,
    entities: [] as readonly ArchiveEntity[],
  });
  const steps: PlannedStep[] = recordLater ? [{ ...running("init", 0), task: "record" }] : [];
  for (const [index, { name, work }] of domains.entries()) {
    steps.push(running(name, index * share));
    for (const [done, entities] of work.entries()) {
      const progress = index * share + share * (done + 1) / work.length;
      const step = name === "Packing" ? folderOf(entities) : "";
      steps.push({ ...running(name, progress), step, entities });
    }
  }
  const finale = { ...running("finale", 100) };
  return [
    ...steps,
    running("finale", domains.length * share),
    { ...finale, task: "close" },
    { ...finale, state: "postrun" },
    { ...finale, state: "finished" },
  ];
}

/** The files of the site, in as many steps as asked for; early steps may get one more than others. */
function packing({ files, steps }: Settings): (readonly ArchiveEntity[])[] {
  const each = Math.max(1, Math.ceil(files.length / steps));
  return Array.from(
    { length: steps },
    (_, index) => files.slice(index * each, (index + 1) * each).map(entityOf),
  );
}

function folderOf(entities: readonly ArchiveEntity[]): string {
  const path = entities.at(-1)?.path ?? "";
  const folder = path.split("/").slice(0, -1).join("/");
  return folder === "" ? "/var/www/html" : `/var/www/html/${folder}`;
}
