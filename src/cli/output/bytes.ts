/** Sizes for people. */

const UNITS: readonly string[] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** A size such as `1.4 GiB` or `812 B`. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  // 1023.95 and more would be written as 1024.0 of the smaller unit.
  while (value >= 1023.95 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit] ?? ""}`;
}

/** A size that may be unknown, as a cell of a table: `-` if it is. */
export function formatSize(bytes: number | undefined): string {
  return bytes === undefined ? "-" : formatBytes(bytes);
}
