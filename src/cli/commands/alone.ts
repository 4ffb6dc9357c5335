/** What is done on one site alone: no other run is at work there, and it is remembered in the end. */
import { messageOf } from "../../base/message_text.ts";
import type { FileLock } from "../../files/file_lock.ts";
import type { JobOutcome } from "../../history/history.ts";
import { LateRecord } from "../../fleet/late_record.ts";
import { lockSite } from "../../fleet/site_lock.ts";
import type { ChosenSite } from "../context/chosen_sites.ts";
import type { Context } from "../context/context.ts";
import { type HistoryFlags, lateHistory, locksOf } from "../context/history.ts";
import { failureOf } from "../world/failure.ts";
import type { SiteOutcome } from "../output/output.ts";
import { skipped } from "./skipped.ts";

/** What is done, and where. */
export interface Alone extends Pick<ChosenSite, "name" | "place"> {
  /** What the history calls it. */
  readonly command: string;
  /** Without secrets. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly profile: number | undefined;
}

/**
 * Work on one site begins.
 *
 * @throws {SitehaulError} `backup/already-running` while another run is at work on the site
 */
export async function beginAlone(
  about: Alone,
  around: { readonly flags: HistoryFlags; readonly context: Context },
): Promise<AloneJob> {
  const lock = await lockSite(locksOf(around.flags, around.context), about.place);
  if (lock === false) throw skipped("busy");
  return new AloneJob(about, lock, around);
}

/** Work on one site, which is remembered however it ends. */
class AloneJob {
  /** Takes what is done. */
  readonly record: LateRecord;
  readonly #about: Alone;
  readonly #lock: FileLock | undefined;
  readonly #flags: HistoryFlags;
  readonly #context: Context;

  constructor(
    about: Alone,
    lock: FileLock | undefined,
    { flags, context }: { readonly flags: HistoryFlags; readonly context: Context },
  ) {
    this.#about = about;
    this.#lock = lock;
    this.#flags = flags;
    this.#context = context;
    this.record = new LateRecord(context.world.clock ?? Date.now);
  }

  async done({ details }: SiteOutcome): Promise<void> {
    const { warnings = [] } = details as { readonly warnings?: readonly string[] };
    await this.#end({ state: warnings.length === 0 ? "ok" : "warnings" });
  }

  async failed(error: unknown): Promise<void> {
    const { code, message, hint } = failureOf(error, this.#context.world.signal);
    const state = code === "interrupted" ? "interrupted" : "failed";
    await this.#end({ state, code, message, hint });
  }

  async #end(outcome: JobOutcome): Promise<void> {
    this.#lock?.close();
    if (this.#flags["no-history"] === true) return;
    const { name: site, place: address, command, options, profile = 1 } = this.#about;
    const { output } = this.#context;
    await this.record.write(lateHistory(this.#flags, this.#context), {
      run: { command, options, sites: [site] },
      job: { site, address, profile, attempt: 1 },
      outcome,
      onLoss: (error) => output.warn(`this is not remembered: ${messageOf(error)}`),
    });
  }
}
