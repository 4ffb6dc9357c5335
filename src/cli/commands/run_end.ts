/** With what a run over several sites ends. */
import { SitehaulError } from "../../base/errors.ts";
import { counted } from "../output/counted.ts";
import { someNames } from "../output/run_counts.ts";
import type { FleetEnd } from "./fleet_run.ts";

/**
 * The failure of a run; nothing if all sites are done. A site that was skipped is not done.
 *
 * @param total how many sites there are
 * @param isStrict whether a site that warned counts as failed
 */
export function failureOfRun(
  end: FleetEnd,
  total: number,
  isStrict = false,
): SitehaulError | undefined {
  const { failed, skipped, warned, counts, isInterrupted } = end;
  const done = counts.ok + counts.warnings;
  if (isInterrupted) return interruptedRun(end, total);
  const names = {
    failed: failed.map(({ site }) => site),
    skipped: skipped.map(({ site }) => site),
    warned: isStrict ? warned : [],
  };
  if (names.failed.length + names.skipped.length + names.warned.length === 0) return undefined;
  const parts = [
    partOf(names.failed, "failed"),
    partOf(names.skipped, skipped.length === 1 ? "was skipped" : "were skipped"),
    partOf(names.warned, "warned, which --strict counts as failed"),
  ].filter((part) => part !== "");
  const [first = "", ...others] = parts;
  const [count, ...words] = first.split(" ");
  const message = [`${count} of ${counted(total, "site")} ${words.join(" ")}`, ...others];
  const isAllDone = done + names.failed.length + names.skipped.length === total && done > 0;
  const rest = isAllDone && !isStrict ? "; the others are done" : "";
  return new SitehaulError("fleet/partial", message.join("; "), {
    hint: `The reason of each is above${rest}. Name these sites to try again.`,
  });
}

function partOf(names: readonly string[], what: string): string {
  return names.length === 0 ? "" : `${names.length} ${what}: ${someNames(names)}`;
}

function interruptedRun({ counts, run, isRemembered }: FleetEnd, total: number): SitehaulError {
  const { ok, warnings, failed } = counts;
  const message = `Interrupted: ${ok + warnings} of ${counted(total, "site")} done` +
    (failed === 0 ? "" : `, ${failed} failed`);
  return new SitehaulError("interrupted", message, {
    hint: isRemembered
      ? `What was begun is kept. This goes on with it: sitehaul resume ${run}`
      : "What was begun is kept: the same command goes on with it.",
  });
}
