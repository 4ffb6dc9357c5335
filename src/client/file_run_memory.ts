/** The notes of backups that are being taken, as files. */
import { mkdir } from "node:fs/promises";
import * as z from "zod";
import { sha256Of } from "../base/digest.ts";
import { join } from "../base/paths.ts";
import { currentOwner, folderFault, type Owner, readOwnFile } from "../config/own_file.ts";
import { type FileLock, lockOn } from "../files/file_lock.ts";
import { LastLine, lastValue } from "../files/last_line.ts";
import type { OwnRun } from "./own_run.ts";
import { NO_NOTES, type RunMemory, type RunNotes } from "./run_memory.ts";

const SCHEMA = 1;
const time = z.number();
const count = z.int().nonnegative();

const noted: z.ZodType<OwnRun & { schema: number; site: string }> = z.object({
  schema: z.literal(SCHEMA),
  site: z.string(),
  profile: z.int().positive(),
  description: z.string(),
  wish: z.string(),
  after: count,
  backupId: z.string().optional(),
  recordId: z.int().positive().optional(),
  replaces: z.int().positive().optional(),
  domain: z.string(),
  steps: count,
  guessedSteps: count,
  warnings: z.array(z.string()),
  stepLimitMs: time.optional(),
  sentAt: time,
  serverAheadMs: time,
  isAnswered: z.boolean(),
  isGivenUp: z.boolean(),
});

/** More of them would make every note large; they were told when they came. */
const MOST_WARNINGS = 100;

/**
 * Notes in a folder: one small file for each site, mode 0600, whose last line of JSON counts, and a lock
 * beside it that the system takes away from a process that ends. Where the runtime (Node before 22.13) or the file
 * system has no locks, nothing is noted: nobody could know whether a run is still alive.
 *
 * The folder has to be the user's own, and nobody else may write to it: otherwise nothing is noted.
 *
 * @param folder where the files go; made with mode 0700 when it is not there
 * @param owner who runs the program
 *
 * @example
 * ```ts
 * import { connect, drain, fileRunMemory } from "@sitehaul/sitehaul";
 * import { createSimulator, DEFAULT_SECRET } from "@sitehaul/sitehaul/simulator";
 * import { assertEquals } from "@std/assert";
 *
 * const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
 * const runs = fileRunMemory(await Deno.makeTempDir());
 * const site = await connect("www.example.com", { secret: DEFAULT_SECRET, transport, runs });
 * for await (const { type } of site.takeBackup()) if (type === "step") break; // a backup is left behind
 * const events: string[] = [];
 * const { status } = await drain(site.takeBackup(), ({ type }) => events.push(type));
 * assertEquals([events[0], status], ["resumed", "complete"]);
 * ```
 */
export function fileRunMemory(folder: string, owner: Owner = currentOwner()): RunMemory {
  return {
    async claim(site) {
      const name = (await sha256Of(site)).slice(0, 32);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        if (await folderFault(folder, owner) !== undefined) return NO_NOTES;
      } catch {
        return NO_NOTES;
      }
      // The lock has a file of its own, which stays: the notes are replaced by a rename.
      const lock = lockOn(join(folder, `${name}.lock`));
      if (lock === false) return undefined;
      if (lock === undefined) return NO_NOTES;
      const path = join(folder, `${name}.jsonl`);
      return new FileNotes(path, site, lock, await readNotes(path, site, owner));
    },
  };
}

/** What is damaged, of another site, or perhaps somebody else's, counts as nothing. */
async function readNotes(path: string, own: string, owner: Owner): Promise<OwnRun | undefined> {
  try {
    const found = await readOwnFile(path, owner);
    if (found === undefined || "fault" in found) return undefined;
    const { schema: _, site, ...run } = noted.parse(lastValue(found.text));
    return site === own ? run : undefined;
  } catch {
    return undefined;
  }
}

class FileNotes implements RunNotes {
  readonly left: OwnRun | undefined;
  isKept = true;
  readonly #site: string;
  readonly #lock: FileLock;
  readonly #file: LastLine;

  constructor(path: string, site: string, lock: FileLock, left: OwnRun | undefined) {
    this.#site = site;
    this.#lock = lock;
    this.#file = new LastLine(path);
    this.left = left;
  }

  async write(run: OwnRun): Promise<void> {
    const warnings = run.warnings.slice(0, MOST_WARNINGS);
    try {
      // Synced: after a loss of power the notes must not say less than was sent.
      await this.#file.put(JSON.stringify({ schema: SCHEMA, site: this.#site, ...run, warnings }));
      this.isKept = true;
    } catch {
      this.isKept = false;
      await this.erase();
    }
  }

  async erase(): Promise<void> {
    await this.#file.erase();
  }

  release(): void {
    this.#file.close();
    this.#lock.close();
  }
}
