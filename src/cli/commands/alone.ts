/** What is done on one site alone: no other run is at work there, and it is remembered in the end. */
import { SitehaulError } from "../../base/errors.ts";
import { messageOf } from "../../base/message_text.ts";
import type { FileLock } from "../../files/file_lock.ts";
import type { JobOutcome } from "../../history/history.ts";
import { LateRecord } from "../../fleet/late_record.ts";
import { lockSite } from "../../fleet/site_lock.ts";
import type { ChosenSite } from "../context/chosen_sites.ts";
import type { Context } from "../context/context.ts";
import { type HistoryFlags, lateHistory, locksOf, traceless } from "../context/history.ts";
import { failureOf } from "../world/failure.ts";
import type { SiteOutcome } from "../output/output.ts";

/** What is done, and where. */
export interface Alone extends Pick<ChosenSite, "name" | "place"> {
  /** What the history calls it. */
  readonly command: string;
  /** Without secrets. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly profile: number | undefined;
  /** Whether it begins even while another run is at work there. */
  readonly force: boolean;
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
  const removeTrace = traceless(around.flags, around.context);
  const lock = await lockSite(locksOf(around.flags, around.context), about.place);
  if (lock !== false || about.force) {
    return new AloneJob(about, lock || undefined, removeTrace, around);
  }
  removeTrace();
  throw busy();
}

function busy(): SitehaulError {
  const message = "Another run of sitehaul on this computer is taking a backup of the site, or " +
    "fetching one";
  return new SitehaulError("backup/already-running", message, {
    hint:
      "Starting another one could kill it silently. Wait until it ends, or use --force if that " +
      "is what you want.",
  });
}

/** Work on one site, which is remembered however it ends. */
class AloneJob {
  /** Takes what is done; nothing where that is not wanted. */
  readonly record: LateRecord | undefined;
  readonly #lock: FileLock | undefined;
  readonly #removeTrace: () => void;
  readonly #signal: AbortSignal;

  constructor(
    { name: site, place: address, command, options, profile = 1 }: Alone,
    lock: FileLock | undefined,
    removeTrace: () => void,
    { flags, context }: { readonly flags: HistoryFlags; readonly context: Context },
  ) {
    const { world: { clock = Date.now, signal }, output } = context;
    this.#lock = lock;
    this.#removeTrace = removeTrace;
    this.#signal = signal;
    this.record = flags["no-history"] === true ? undefined : new LateRecord({
      open: lateHistory(flags, context),
      run: { command, options, sites: [site] },
      job: { site, address, profile, attempt: 1 },
      clock,
      onLoss: (error) => output.warn(`this is not remembered: ${messageOf(error)}`),
    });
  }

  async done({ details }: SiteOutcome): Promise<void> {
    const { warnings = [] } = details as { readonly warnings?: readonly string[] };
    await this.#end({ state: warnings.length === 0 ? "ok" : "warnings" });
  }

  async failed(error: unknown): Promise<void> {
    const { code, message, hint } = failureOf(error, this.#signal);
    const state = code === "interrupted" ? "interrupted" : "failed";
    await this.#end({ state, code, message, hint });
  }

  async #end(outcome: JobOutcome): Promise<void> {
    await this.record?.end(outcome);
    this.#lock?.close();
    this.#removeTrace();
  }
}
