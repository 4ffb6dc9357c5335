/** What is expected of the sites of the configuration. */
import { durationMs } from "../../config/duration.ts";
import type { ExpectedSite } from "../../status/status.ts";
import { SitehaulError } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";
import type { SiteSettings } from "../../config/schema.ts";
import { meant } from "../parse/flags.ts";
import { sitesWith } from "./chosen_sites.ts";
import type { Context } from "./context.ts";

/** Which of them are meant; all where nothing is said. */
export interface Choice {
  readonly named: readonly string[];
  readonly tags: readonly string[];
}

/**
 * Of those that are chosen, in the order of the file.
 *
 * @throws {SitehaulError} `usage/no-site` for a name or a tag that fits no site
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
      address: rootOf(url).replace(/^(\w+:\/\/)?[^/@]*@/, "$1"),
      profile,
      expectMs: expect === undefined ? undefined : durationMs(expect),
      credential: credential && ("secret" in credential ? "secret" : "api-token"),
    };
  });
}

async function chosenSettings(
  { named, tags }: Choice,
  context: Context,
): Promise<readonly SiteSettings[]> {
  const configuration = await context.configuration();
  const unknown = named.find((name) => configuration.siteCalled(name) === undefined);
  if (unknown !== undefined) {
    const guess = nearest(unknown, configuration.sites.map(({ name }) => name));
    throw new SitehaulError("usage/no-site", `There is no site ${JSON.stringify(unknown)}`, {
      hint: `${meant(guess)}"sitehaul config list" shows all of them.`,
    });
  }
  const wanted = new Set(named.map((name) => name.toLowerCase()));
  const tagged = named.length > 0 && tags.length === 0 ? [] : await sitesWith(tags, context);
  return configuration.sites.filter((site) =>
    wanted.has(site.name.toLowerCase()) || tagged.includes(site)
  );
}
