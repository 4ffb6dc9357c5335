/**
 * Whether a credential can work at all. Its value is never shown.
 * @module
 */
import type { ConnectOptions, Product } from "../../../mod.ts";
import { unfitnessOf } from "../../codecs/fitness.ts";
import { SitehaulError } from "../../errors.ts";
import { type Check, failed, fine, warning } from "./check.ts";

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
  return faults.length === 0
    ? [fine(name, `There is ${kinds.join(" and ")}, and nothing speaks against it`)]
    : faults.map(({ reason }) => warning(name, `The Secret Word may never match. ${reason}`, hint));
}
