/** Detects a backup that never ends: a server whose every reply says that there is more to do. */
import { SitehaulError } from "../base/errors.ts";
import type { BackupRecord, StepReply } from "../protocol/replies.ts";

/**
 * A huge table or file may take hundreds of steps that look alike, each of up to a quarter of a minute.
 * After this many the record is checked.
 */
const SAME_STEPS = 1000;

/** What may be the matter with answers to GET, which others are not. */
const REPEATED =
  " If nothing is done there, a cache repeats old answers: exclude the address of the " +
  "API from it.";

/** Compares the answers of a backup's steps, and now and then what has come into being. */
export class Standstill {
  #seen = "";
  #same = 0;
  #files: string | undefined;

  /** Whether the answers have been the same for so long that the record should be checked. */
  isSuspicious({ progress, domain, step, substep }: StepReply): boolean {
    const seen = JSON.stringify([progress, domain, step, substep]);
    if (seen !== this.#seen) {
      [this.#seen, this.#same, this.#files] = [seen, 0, undefined];
      return false;
    }
    this.#same += 1;
    if (this.#same < SAME_STEPS) return false;
    this.#same = 0;
    return true;
  }

  /**
   * Compares the record's files with those at the last look.
   *
   * @param verb how the steps are sent
   * @throws {SitehaulError} `backup/stalled` when nothing was added to them
   */
  check(record: BackupRecord | undefined, verb: "GET" | "POST" = "POST"): void {
    const files = JSON.stringify((record?.files ?? []).map(({ name, size }) => [name, size]));
    if (files === this.#files) {
      throw new SitehaulError(
        "backup/stalled",
        `The backup makes no progress: ${2 * SAME_STEPS} steps in a row got the same reply`,
        {
          hint: "See the site's own log of this backup for what it is doing. The backup on the " +
            "server is not complete." + (verb === "GET" ? REPEATED : ""),
        },
      );
    }
    this.#files = files;
  }
}
