/**
 * Whether a credential can work at all. Its value is never shown.
 * @module
 */
import type { ConnectOptions, Product } from "../../../mod.ts";
import { unfitnessOf } from "../../codecs/fitness.ts";
import { SitehaulError } from "../../errors.ts";
import { type Check, failed, fine, warning } from "./check.ts";

/**
 * All shorter ones that were tried were too weak (observed: Akeeba Backup 10.2.1 for Joomla, 9.1.1 for
 * WordPress); of this length they are strong enough where they have characters of all kinds.
 */
const STRONG = 16;

/** What speaks against the credentials that were given. */
export function credentialChecks(
  { secret = "", token = "" }: Pick<ConnectOptions, "secret" | "token">,
  products: readonly Product[],
  signal: AbortSignal,
): Check[] {
  const name = "credential";
  if (secret === "" && token === "") {
    const missing = new SitehaulError("auth/missing", "No credential was given", {
      hint: "Give the Secret Word (--secret-file, SITEHAUL_SECRET) or a Joomla API Token " +
        "(SITEHAUL_TOKEN), or write one into the configuration.",
    });
    return [failed(name, missing, signal)];
  }
  const hint = "Set another Secret Word in the product's options, of letters, digits and - _ .";
  const kinds = [...secret === "" ? [] : ["a Secret Word"], ...token === "" ? [] : ["a token"]];
  const faults = secret === "" ? [] : unfitnessOf(secret, products);
  if (faults.length === 0 && secret.length > 0 && secret.length < STRONG) {
    const text =
      `The Secret Word has fewer than ${STRONG} characters; the site may refuse a weak one ` +
      "though it is right";
    return [warning(name, text, "Set a longer one in the product's options.")];
  }
  return faults.length === 0
    ? [fine(name, `There is ${kinds.join(" and ")}, and nothing speaks against it`)]
    : faults.map(({ reason }) => warning(name, `The Secret Word may never match. ${reason}`, hint));
}
