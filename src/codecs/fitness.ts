/** Which Secret Words can never match, whatever the site has stored. */
import type { CredentialPlace } from "../protocol/endpoint.ts";
import type { Product } from "../product/product.ts";

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
 *
 * @param value the Secret Word
 * @param products the products that may be there; each says which characters never match
 */
export function unfitnessOf(
  value: string,
  products: readonly Product[] = [],
): readonly Unfitness[] {
  return [...unfitEverywhere(value), ...unfitSomewhere(value, products)];
}

function unfitEverywhere(value: string): Unfitness[] {
  const reasons: Unfitness[] = [];
  if (value === "") reasons.push({ reason: "It is empty." });
  if (/\p{Cc}/u.test(value)) {
    reasons.push({ reason: "It contains a line break or another control character." });
  }
  if (/^ | $/.test(value)) {
    const reason = "It begins or ends with a space, which a header cannot carry.";
    reasons.push({ reason, place: "header" });
  }
  return reasons;
}

function unfitSomewhere(value: string, products: readonly Product[]): Unfitness[] {
  return products.flatMap(({ id, name, unmatchable = [] }) =>
    unmatchable.flatMap(({ characters, why }) => {
      const found = characters.filter((character) => value.includes(character));
      if (found.length === 0) return [];
      const reason = `It contains ${found.join(" and ")}, which never matches in ${name}: ${why}.`;
      return [{ reason, where: [id] }];
    })
  );
}
