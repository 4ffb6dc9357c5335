/**
 * Which Secret Words can never match, whatever the site has stored.
 * @module
 */
import type { CredentialPlace } from "../endpoint.ts";

/** Characters that a product changes in what it receives, so that the comparison must fail. */
export interface UnmatchableCharacters {
  /** The characters. */
  readonly characters: readonly string[];
  /** The ids of the products; absent: all of them. */
  readonly where?: readonly string[];
  /** What happens to them. */
  readonly why: string;
}

/** Observed: Akeeba Backup 10.2.1 (Joomla) and 9.1.1 (WordPress), header and query alike. */
export const UNMATCHABLE: readonly UnmatchableCharacters[] = [
  {
    characters: ["<"],
    where: ["joomla", "wordpress"],
    why: "the site removes what looks like an HTML tag",
  },
  {
    characters: ['"', "'", "\\"],
    where: ["wordpress"],
    why: "the site puts a backslash before it",
  },
];

/** Why a Secret Word cannot work. */
export interface Unfitness {
  /** One sentence, without the value. */
  readonly reason: string;
  /** The ids of the products where it cannot work; absent: everywhere. */
  readonly where?: readonly string[];
  /** Where in a request it cannot go; absent: in neither place. */
  readonly place?: CredentialPlace;
}

/**
 * All reasons why a Secret Word cannot work, those that hold everywhere first.
 * An empty list does not mean that the value is the right one.
 */
export function unfitnessOf(value: string): readonly Unfitness[] {
  const reasons: Unfitness[] = [];
  if (value === "") reasons.push({ reason: "It is empty." });
  if (/\p{Cc}/u.test(value)) {
    reasons.push({ reason: "It holds a line break or another control character." });
  }
  if (/^ | $/.test(value)) {
    const reason = "It begins or ends with a blank, which a header cannot carry.";
    reasons.push({ reason, place: "header" });
  }
  for (const { characters, where, why } of UNMATCHABLE) {
    const found = characters.filter((character) => value.includes(character));
    if (found.length === 0) continue;
    const reason = `It holds ${found.join(" and ")}: ${why}, so it never matches.`;
    reasons.push(where === undefined ? { reason } : { reason, where });
  }
  return reasons;
}

/**
 * Why a Secret Word cannot work, in one sentence; `undefined` where nothing speaks against it.
 *
 * @param value the Secret Word
 * @param product the id of the product; without it, reasons that hold for some products count, too
 */
export function unusableReason(value: string, product?: string): string | undefined {
  const first = unfitnessOf(value).find(({ where }) =>
    where === undefined || product === undefined || where.includes(product)
  );
  if (first === undefined) return undefined;
  if (first.where === undefined || product !== undefined) return first.reason;
  return `${first.reason} (${first.where.join(", ")})`;
}
