/** Orders and ranges of product versions, as Akeeba products number them. */
import { SitehaulError } from "../base/errors.ts";
import { quoted } from "../base/message_text.ts";

/** A version taken apart. `x` is Infinity: after every number. */
interface ParsedVersion {
  readonly numbers: readonly number[];
  /** 0 dev, 1 alpha, 2 beta, 3 release candidate, 4 final. */
  readonly stage: number;
  readonly stageNumber: number;
}

const FINAL = 4;
const STAGES: Readonly<Record<string, number>> = {
  dev: 0,
  a: 1,
  alpha: 1,
  b: 2,
  beta: 2,
  rc: 3,
};

// Development builds may end in the revision they were made from, which says nothing of the order.
const FORM =
  /^v?(\d{1,9}(?:\.\d{1,9}){0,4}(?:\.x)?)(?:[.-]?(dev|alpha|beta|rc|a|b)[.-]?(\d{0,15})(?:[-+.][\w.]{1,40})?)?$/i;

/**
 * Whether a text is a version that the other functions here understand: `7.4.0.1`, `9.0.0.b1`,
 * `9.0.0-beta1`, `10.2.1-dev20260101`, or `7.x`, the newest 7.
 *
 * @example
 * ```ts
 * import { isVersion } from "@sitehaul/sitehaul/core";
 * import { assert } from "@std/assert";
 *
 * assert(isVersion("9.0.0.b1") && isVersion("7.x"));
 * assert(!isVersion("latest"));
 * ```
 */
export function isVersion(text: string): boolean {
  return parse(text) !== undefined;
}

/** A version as a site reports it, for messages: what is no version stands in quotes, cut. */
export function shownVersion(text: string): string {
  return isVersion(text) ? text : quoted(text, 40);
}

/**
 * Compares two versions: -1 when `a` is older, 1 when it is newer, 0 when they are the same.
 * A missing number counts as 0, `x` is newer than every number, and the stages before a final
 * version sort dev, alpha, beta, release candidate.
 *
 * @throws {SitehaulError} `usage/value` when one of them is not a version
 *
 * @example
 * ```ts
 * import { compareVersions } from "@sitehaul/sitehaul/core";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(["9.0.0", "7.4.0.1", "9.0.0.b1"].sort(compareVersions), ["7.4.0.1", "9.0.0.b1", "9.0.0"]);
 * ```
 */
export function compareVersions(a: string, b: string): -1 | 0 | 1 {
  const left = parseOrThrow(a);
  const right = parseOrThrow(b);
  return order(
    compareNumbers(left.numbers, right.numbers) || left.stage - right.stage ||
      left.stageNumber - right.stageNumber,
  );
}

/**
 * Whether a version lies in the range from `from` to `to`, both included; without `to` the range is
 * open. A pre-release of the range's first version belongs to it: it has that version's endpoints.
 *
 * @throws {SitehaulError} `usage/value` when one of them is not a version
 *
 * @example
 * ```ts
 * import { inRange } from "@sitehaul/sitehaul/core";
 * import { assert } from "@std/assert";
 *
 * assert(inRange("8.2.1", "7.5.0", "8.x"));
 * assert(inRange("9.0.0.b1", "9.0.0"));
 * assert(!inRange("9.0.0.b1", "7.5.0", "8.x"));
 * ```
 */
export function inRange(version: string, from: string, to?: string): boolean {
  const first = parseOrThrow(from);
  const isReached = first.stage === FINAL
    ? compareNumbers(parseOrThrow(version).numbers, first.numbers) >= 0
    : compareVersions(version, from) >= 0;
  return isReached && (to === undefined || compareVersions(version, to) <= 0);
}

function parse(text: string): ParsedVersion | undefined {
  const match = FORM.exec(text.trim());
  if (match === null) return undefined;
  const [, digits = "", stage, stageNumber] = match;
  return {
    numbers: digits.toLowerCase().split(".").map((part) => part === "x" ? Infinity : Number(part)),
    stage: stage === undefined ? FINAL : STAGES[stage.toLowerCase()] ?? FINAL,
    stageNumber: Number(stageNumber ?? 0),
  };
}

function parseOrThrow(text: string): ParsedVersion {
  const version = parse(text);
  if (version === undefined) {
    throw new SitehaulError(
      "usage/value",
      `Cannot compare versions: not a version: ${quoted(text, 40)}`,
      { hint: "Write a version like 9.0.0, 7.4.0.1, 9.0.0.b1 or 7.x." },
    );
  }
  return version;
}

function compareNumbers(a: readonly number[], b: readonly number[]): -1 | 0 | 1 {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [left, right] = [a[index] ?? 0, b[index] ?? 0];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

function order(difference: number): -1 | 0 | 1 {
  return difference === 0 ? 0 : difference < 0 ? -1 : 1;
}
