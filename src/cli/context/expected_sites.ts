/** What is expected of the sites of the configuration. */
import { durationMs } from "../../config/duration.ts";
import type { ExpectedSite } from "../../status/status.ts";
import { withoutPassword } from "../output/without_password.ts";
import { type Choice, chosenSettings } from "./chosen_sites.ts";
import type { Context } from "./context.ts";

/**
 * Of those that are chosen, in the order of the file.
 *
 * @throws {SitehaulError} as {@linkcode chosenSettings} does
 */
export async function expectedSites(
  choice: Choice,
  context: Context,
): Promise<readonly ExpectedSite[]> {
  const chosen = await chosenSettings(choice, context);
  const { loaded } = await context.configuration();
  const { products } = await import("../../../plugins/mod.ts");
  const { parseSite } = await import("../../resolve/site.ts");
  const rootOf = (url: string) => {
    try {
      return parseSite(url, products).roots[0] ?? url;
    } catch {
      // Whoever connects is told so.
      return url;
    }
  };
  return chosen.map((site): ExpectedSite => {
    const { name, url, profile, expect, credential } = {
      ...loaded?.configuration.defaults,
      ...site,
    };
    return {
      name,
      address: withoutPassword(rootOf(url)),
      profile,
      expectMs: expect === undefined ? undefined : durationMs(expect),
      credential: credential && ("secret" in credential ? "secret" : "api-token"),
    };
  });
}
