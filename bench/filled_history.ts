/** A history of many sites, for benchmarks. */
import { openHistory } from "../src/history/sqlite.ts";

const DAY = 86_400_000;

/** Which jobs a history is filled with. */
export interface Remembered {
  readonly names: readonly string[];
  /** How long it has been, with a run a day. */
  readonly days: number;
  /** When the last run began, ms since 1970. */
  readonly end: number;
}

/**
 * Writes a run of all sites a day as the program writes it; a twentieth of the jobs fail.
 *
 * @returns how long a job took, ms
 */
export async function fillHistory(
  folder: string,
  { names, days, end }: Remembered,
): Promise<number> {
  let now = end - (days - 1) * DAY;
  const history = await openHistory(folder, { clock: () => now });
  const started = performance.now();
  for (let day = 0; day < days; day++) {
    const run = await history.beginRun({ command: "run", options: {}, sites: names });
    for (const [n, site] of names.entries()) {
      const address = `https://www.${site}.example/`;
      const job = await run.beginJob({ site, address, profile: 1, attempt: 1 });
      if ((n + day) % 20 === 0) {
        await job.end({ state: "failed", code: "network/timeout", message: "No reply in 30 s" });
      } else {
        const archive = `site-${site}-${day}.jpa`;
        const backup = await job.backup({
          record: day + 1,
          begun: now,
          archive,
          size: 2 ** 20,
          parts: 1,
          guessedSteps: 0,
          listChecked: true,
        });
        const files = [{ name: archive, size: 2 ** 20, sha256: "ab".repeat(32) }];
        const copy = await job.copy(backup, { kind: "folder", place: `/backups/${site}`, files });
        await job.proof(copy, { depth: "read", verdict: "good", files: 1000, bytes: 2 ** 20 });
        await job.end({ state: "ok" });
      }
      now += 5;
    }
    await run.end();
    now += DAY - 5 * names.length;
  }
  await history.close();
  return (performance.now() - started) / names.length / days;
}
