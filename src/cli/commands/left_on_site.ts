/** What an interrupted backup leaves behind on its site. */
import type { BackupEvent } from "../../../mod.ts";
import type { OnNote } from "../context/told_notes.ts";

/** From one of these events on there is something on the server that an interruption leaves behind. */
const BEGUN: readonly string[] = ["holding", "resumed", "started"];

/** What a backup would leave behind if it were interrupted now. */
export class LeftOnSite {
  #record: number | undefined;
  #isBegun = false;
  #isSent = false;
  /** Until something is noted: what is taken up has been noted by an earlier run. */
  #isKept = true;

  /** Takes what is noted before each request, and that nothing is there any more. */
  readonly onNote: OnNote = (run, isKept) => {
    [this.#isSent, this.#isKept] = [run !== undefined, isKept];
  };

  /** What an event tells of the record that the backup has on the site. */
  take(event: BackupEvent): void {
    if (!BEGUN.includes(event.type) || !("recordId" in event)) return;
    this.#isBegun = true;
    this.#record = event.recordId;
  }

  /** What is left on the site, as half a sentence for a message. */
  get text(): string {
    if (!this.#isBegun && !this.#isSent) return "nothing was started";
    const where = this.#record === undefined ? "" : ` (record ${this.#record})`;
    const what = this.#isBegun
      ? `the backup on the server was left as it is${where}`
      : "the start of a backup was under way, and the server may have begun one";
    const next = this.#isKept ? "; the same command takes it up again, or replaces it" : "";
    return what + next;
  }
}
