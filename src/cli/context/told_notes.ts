/** What is noted of a backup, told to whoever has to say what an interruption leaves behind. */
import type { OwnRun, RunMemory } from "../../../mod.ts";
import { NO_NOTES } from "../../client/run_memory.ts";

/** Called before each request of a backup is sent, and when nothing is left behind any more. */
export type OnNote = (run: OwnRun | undefined, isKept: boolean) => void;

/** The same notes, which are told; also where none are kept. */
export function told(runs: RunMemory | undefined, onNote: OnNote): RunMemory {
  return {
    async claim(site) {
      const notes = runs === undefined ? NO_NOTES : await runs.claim(site);
      return notes && {
        left: notes.left,
        async write(run) {
          await notes.write(run);
          onNote(run, notes.isKept);
        },
        async erase() {
          await notes.erase();
          onNote(undefined, notes.isKept);
        },
        get isKept() {
          return notes.isKept;
        },
        release: () => notes.release(),
      };
    },
  };
}
