/** Times in messages. */

/** Such as `2026-11-24 04:10:03 UTC`, from ISO 8601 or ms since 1970. */
export function utcTime(time: string | number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
