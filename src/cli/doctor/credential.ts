/** Whether a credential can work at all. Its value is never shown. */
import type { ConnectOptions } from "../../../mod.ts";
import type { Product } from "../../product/product.ts";
import { tokenName } from "../../product/token_name.ts";
import { unfitnessOf } from "../../codecs/fitness.ts";
import { SitehaulError } from "../../base/errors.ts";
import { type Check, failed, fine, warning } from "./check.ts";

/**
 * Every shorter one that was tried was too weak (observed: Akeeba Backup 10.2.1 for Joomla, 9.1.1 for
 * WordPress). One of this length is strong enough if it mixes cases and digits.
 */
const STRONG = 16;

/** Judges by the texts alone: nothing is sent. */
export function credentialChecks(
  { secret = "", token = "" }: Pick<ConnectOptions, "secret" | "token">,
  products: readonly Product[],
  signal: AbortSignal,
): Check[] {
  const name = "credential";
  if (secret === "" && token === "") {
    const missing = new SitehaulError("auth/missing", "No credential was given", {
      hint: `Provide the Secret Word (--secret-file, SITEHAUL_SECRET) or ${tokenName(products)} ` +
        "(SITEHAUL_TOKEN), or add one to the configuration.",
    });
    return [failed(name, missing, signal)];
  }
  const hint = "In the product's options, set a Secret Word of letters, digits and - _ . only.";
  const faults = secret === "" ? [] : unfitnessOf(secret, products);
  if (faults.length === 0 && secret.length > 0 && secret.length < STRONG) {
    const text =
      `The Secret Word has fewer than ${STRONG} characters; the site may refuse a weak one ` +
      "even if it is right";
    return [warning(name, text, "Set a longer one in the product's options.")];
  }
  return faults.length === 0
    ? [fine(name, usableText(secret, token))]
    : faults.map(({ reason }) => warning(name, `The Secret Word may never match. ${reason}`, hint));
}

function usableText(secret: string, token: string): string {
  if (secret === "") return "A token is set";
  const text = "A Secret Word is set and has no unusable characters";
  return token === "" ? text : `${text}; a token is set as well`;
}
