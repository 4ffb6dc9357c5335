/** Spans of time for people. */

/** A time such as `0:07`, `12:03` or `1:02:45`, from milliseconds; what is no number is `-:--`. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return "-:--";
  const seconds = Math.floor(ms / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** A time such as `7 s`, `9 min 48 s` or `10 min`, from milliseconds; a part of a second counts as one. */
export function durationInWords(ms: number): string {
  const seconds = Math.ceil(Math.max(0, ms) / 1000);
  const parts = [[Math.floor(seconds / 60), "min"], [seconds % 60, "s"]] as const;
  return parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}`)
    .join(" ") || "0 s";
}
