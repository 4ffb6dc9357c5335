/** From a Secret Word or a token to the credentials to try. */
import { type Unfitness, unfitnessOf } from "../codecs/fitness.ts";
import { type ApiCredential, looksLikeApiToken } from "../protocol/endpoint.ts";
import { SitehaulError } from "../base/errors.ts";
import type { Product } from "../product/product.ts";
import { tokenName } from "../product/token_name.ts";
import type { SiteAddress } from "../resolve/site.ts";
import { meantSecret } from "../base/secret_text.ts";

/** What the user gave; both kinds may be there. */
export interface GivenCredentials {
  /** The Secret Word, as it was typed. */
  readonly secret?: string | undefined;
  /** A Joomla API Token. */
  readonly token?: string | undefined;
  /** What their data say of characters that never match is checked. */
  readonly products: readonly Product[];
}

/**
 * The credentials to try, in order.
 *
 * @throws {SitehaulError} `auth/missing`, `auth/unusable`
 */
export function credentialsOf({ products, ...given }: GivenCredentials): readonly ApiCredential[] {
  const [secret, token] = [given.secret, given.token].map((value = "") => meantSecret(value));
  const credentials: ApiCredential[] = [];
  if (token !== undefined && token !== "") credentials.push({ kind: "api-token", value: token });
  if (secret !== undefined && secret !== "") {
    if (looksLikeApiToken(secret) && credentials.length === 0) {
      credentials.push({ kind: "api-token", value: secret });
    }
    credentials.push({ kind: "secret", value: secret });
  }
  const hopeless = credentials.flatMap(({ value }) => unfitnessOf(value, products))
    .find((unfitness) => isHopeless(unfitness, products));
  if (hopeless !== undefined) {
    throw new SitehaulError(
      "auth/unusable",
      `This credential can never match. ${hopeless.reason}`,
      { hint: "Set another Secret Word in the product's options, and use it." },
    );
  }
  if (credentials.length > 0) return credentials;
  throw new SitehaulError("auth/missing", "No credential was given", {
    hint: `Provide the Secret Word (\`secret\`) or ${tokenName(products)} (\`token\`).`,
  });
}

function isHopeless({ where, place }: Unfitness, products: readonly Product[]): boolean {
  if (where === undefined) return place === undefined;
  return products.every(({ id }) => where.includes(id));
}

/** What makes a credential fail on some products, reported before it is tried. */
export function noticesOf(
  credentials: readonly ApiCredential[],
  products: readonly Product[],
): string[] {
  return credentials.filter(({ kind }) => kind === "secret").flatMap(({ value }) =>
    unfitnessOf(value, products).map(({ reason }) => `The Secret Word may never match. ${reason}`)
  );
}

/** Everything that must not be shown: the credentials, and the password of the web server. */
export function secretsOf(
  { basicAuth }: SiteAddress,
  credentials: readonly ApiCredential[],
): readonly string[] {
  const secrets = credentials.map(({ value }) => value);
  return basicAuth === undefined ? secrets : [...secrets, basicAuth.password];
}
