import type { Detected } from "../../../mod.ts";
import { isSitehaulError, SitehaulError } from "../../base/errors.ts";
import { reachOf } from "../../config/reach.ts";
import { choiceOf, chosenSettings } from "../context/chosen_sites.ts";
import type { InvocationOf } from "../context/command.ts";
import { explainedPolicies, type ExplainedPolicy } from "../context/policies.ts";
import type { configCheck } from "../declarations/configuration.ts";
import { CONFIG_FLAG, SITE_FLAGS } from "../declarations/shared.ts";
import { failureOf, interrupted } from "../world/failure.ts";
import { someNames } from "../output/run_counts.ts";
import { counted } from "../output/counted.ts";
import { errorDocument } from "../output/documents.ts";
import { type Column, table } from "../output/table.ts";
import { sideBySide } from "./side_by_side.ts";
import { refuseFlags } from "../parse/stray_flags.ts";
import { untrusted } from "../context/trust/refuse.ts";

/** What has no effect where no site is asked. */
const OF_SITES = Object.keys({ ...SITE_FLAGS, parallel: 0 })
  .filter((name) => !Object.hasOwn(CONFIG_FLAG, name));

/** Number of sites that are asked at once. */
const PARALLEL = 8;

/** How many failed sites the message names. */
const MOST_NAMED = 10;

/** What came of one site. */
interface Checked {
  readonly name: string;
  readonly outcome: Detected | SitehaulError;
}

const COLUMNS: readonly Column<Checked>[] = [
  { title: "NAME", cell: ({ name }) => name },
  { title: "STATE", cell: ({ outcome }) => isSitehaulError(outcome) ? "failed" : "ok" },
  {
    title: "API",
    cell: ({ outcome }) => isSitehaulError(outcome) ? "" : `v${outcome.endpoint.api}`,
    canGo: 2,
  },
  {
    title: "VERSION",
    cell: ({ outcome }) => isSitehaulError(outcome) ? "" : outcome.version.version,
    canGo: 1,
  },
  {
    title: "WHAT IS WRONG",
    cell: ({ outcome }) => isSitehaulError(outcome) ? outcome.message : "",
    canHang: true,
  },
];

export async function run(
  { args, flags, context }: InvocationOf<typeof configCheck>,
): Promise<void> {
  const { world: { signal }, output } = context;
  const { offline, parallel = PARALLEL } = flags;
  if (offline) {
    refuseFlags(flags, OF_SITES, "cannot be used with --offline", "Omit --offline to connect.");
  }
  const configuration = await context.configuration();
  const { loaded, isUntrusted } = configuration;
  if (loaded === undefined) {
    throw new SitehaulError("config/invalid", "There is no configuration file", {
      hint: 'Create one with "sitehaul config init".',
    });
  }
  const { file, standing } = loaded;
  const uses = isUntrusted ? reachOf(loaded.configuration) : [];
  if (uses.length > 0) output.warn(`${untrusted(loaded, someNames(uses)).message}`);
  const sites = await chosenSettings(choiceOf(args.sites, flags), context);
  await configuration.products();
  const now = (context.world.clock ?? Date.now)();
  const policies = await explainedPolicies(sites, configuration, now);
  if (offline) {
    for (const { name } of sites) await (await context.site(name, flags)).check();
    const text = [
      `${file} is valid: ${counted(sites.length, "site")}`,
      ...policies.map(policyText),
    ];
    const document = { ok: true, file, trust: standing, sites: sites.length, policies };
    return output.result(document, () => text.join("\n"));
  }
  const checked: Checked[] = [];
  await sideBySide([...sites.entries()], parallel, signal, async ([index, { name }]) => {
    const outcome = await context.site(name, flags)
      .then((site) => site.detect())
      .catch((error) => failureOf(error, signal));
    checked[index] = { name, outcome };
  });
  if (signal.aborted) throw interrupted(signal.reason);
  const failed = checked.filter(({ outcome }) => isSitehaulError(outcome));
  const documents = checked.map(({ name, outcome }) =>
    isSitehaulError(outcome)
      ? { name, ok: false, error: errorDocument(outcome) }
      : { name, ok: true, api: outcome.endpoint.api, version: outcome.version.version }
  );
  const failure = failed.length === 0 ? undefined : partial(failed, sites.length);
  output.verdict(
    { ok: failed.length === 0, file, trust: standing, sites: documents, policies },
    (style) =>
      sites.length === 0
        ? `${file} has no sites yet`
        : [table(COLUMNS, checked, style), ...policies.map(policyText)].join("\n"),
    failure,
  );
  if (failure !== undefined) throw failure;
}

/** Days of an example that are named one by one. */
const MOST_DAYS = 6;

/** `retention of shop and blog: keeps the 3 newest; of a backup a day 3 stay: 2026-11-28, …`. */
function policyText({ field, sites, words, example }: ExplainedPolicy): string {
  const days = example.slice(0, MOST_DAYS);
  const oldest = example.length > MOST_DAYS ? `, …, ${example.at(-1)}` : "";
  return `${field} of ${someNames(sites)}: ${words}. Of a backup a day ${example.length} ${
    example.length === 1 ? "stays" : "stay"
  }: ${days.join(", ")}${oldest}`;
}

/** Names the sites: where the table goes to a file, as cron jobs have it, nothing else tells them. */
function partial(failed: readonly Checked[], count: number): SitehaulError {
  const named = failed.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = failed.length - named.length;
  const which = [...named, ...more === 0 ? [] : [`${more} more`]].join(", ");
  const message = `${failed.length} of ${counted(count, "site")} failed: ${which}`;
  return new SitehaulError("fleet/partial", message, {
    hint: 'The table shows why; "sitehaul detect NAME --explain" shows details of one site.',
  });
}
