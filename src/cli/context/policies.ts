/** What the rules of the configuration keep, in words and by an example. */
import type { SiteSettings } from "../../config/schema.ts";
import { calendarOf, loadTemporal } from "../../retention/calendar.ts";
import { exampleOf, policyInWords } from "../../retention/explain.ts";
import type { Configuration } from "./configuration.ts";
import { policyOf } from "./retention_policy.ts";

/** One set of rules, and the sites that have it. */
export interface ExplainedPolicy {
  /** The field of the file. */
  readonly field: "retention" | "serverRetention";
  readonly sites: readonly string[];
  readonly words: string;
  /** The days that stay of a verified backup a day, newest first. */
  readonly example: readonly string[];
}

/** Every set of rules once, in the order of the file. */
export async function explainedPolicies(
  sites: readonly SiteSettings[],
  { loaded }: Configuration,
  now: number,
): Promise<readonly ExplainedPolicy[]> {
  const defaults = loaded?.configuration.defaults;
  const found = new Map<
    string,
    { field: ExplainedPolicy["field"]; rules: string; sites: string[] }
  >();
  for (const site of sites) {
    for (const field of ["retention", "serverRetention"] as const) {
      const rules = site[field] ?? defaults?.[field];
      if (rules === undefined) continue;
      const text = JSON.stringify(rules);
      const same = found.get(`${field} ${text}`) ?? { field, rules: text, sites: [] };
      found.set(`${field} ${text}`, same);
      same.sites.push(site.name);
    }
  }
  if (found.size === 0) return [];
  const calendar = calendarOf(loaded?.configuration.timezone ?? "UTC", await loadTemporal());
  return [...found.values()].map(({ field, rules, sites: named }) => {
    const policy = policyOf(JSON.parse(rules));
    return {
      field,
      sites: named,
      words: policyInWords(policy),
      example: exampleOf(policy, calendar, now),
    };
  });
}
