/** Which part of the history belongs to which site of the configuration. */
import type { ExpectedSite } from "./status.ts";
import { merged, type SiteHistory } from "./site_history.ts";

/** A site, and what is known of it. */
export interface MatchedSite {
  readonly expected: ExpectedSite;
  /** `address`: never configured, backed up by its address; `gone`: it was configured. */
  readonly standing: "configured" | "address" | "gone";
  /** Of the profile that is expected; `undefined` if there is nothing. */
  readonly history: SiteHistory | undefined;
  /** The names that it had before. */
  readonly formerNames: readonly string[];
  /** Of other profiles. */
  readonly others: readonly SiteHistory[];
}

/**
 * Gives each configured site its history, under its name and under names that are not configured any more
 * and had the same address; and what is left of the history as sites of their own.
 *
 * @param sites in the order of the configuration
 */
export function matchSites(
  sites: readonly ExpectedSite[],
  histories: readonly SiteHistory[],
): readonly MatchedSite[] {
  const configured = new Set(sites.map(({ name }) => nameKey(name)));
  const isKnown = ({ site }: SiteHistory) => configured.has(nameKey(site));
  const byName = Map.groupBy(histories.filter(isKnown), ({ site }) => nameKey(site));
  const orphans = histories.filter((history) => !isKnown(history));
  const byAddress = Map.groupBy(orphans, ({ address }) => addressKey(address));
  const claimed = new Set<SiteHistory>();
  const matched = sites.map((expected): MatchedSite => {
    const { name, address, profile = 1 } = expected;
    const own = byName.get(nameKey(name)) ?? [];
    const former = byAddress.get(addressKey(address)) ?? [];
    const [isWanted, rest] = [(each: SiteHistory) => each.profile === profile, [...own, ...former]];
    former.forEach((each) => claimed.add(each));
    const wanted = rest.filter(isWanted);
    return {
      expected,
      standing: "configured",
      history: wanted.length === 0 ? undefined : wanted.reduce(merged),
      formerNames: [...new Set(former.filter(isWanted).map(({ site }) => site))],
      others: rest.filter((each) => !isWanted(each)),
    };
  });
  const left = orphans.filter((each) => !claimed.has(each)).map((history): MatchedSite => {
    const { site, address, profile } = history;
    return {
      expected: { name: site, address, profile },
      standing: addressKey(site) === addressKey(address) ? "address" : "gone",
      history: { ...history },
      formerNames: [],
      others: [],
    };
  });
  return [...matched, ...left];
}

function nameKey(name: string): string {
  return name.toLowerCase();
}

/** The same for `https://Example.com/shop/` and `example.com/shop`: whoever moves to HTTPS is the same site. */
export function addressKey(address: string): string {
  return address.replace(/^(?:\w+:)?\/\//, "").replace(/\/+$/, "").replace(
    /^[^/]*/,
    (host) => host.toLowerCase(),
  );
}
