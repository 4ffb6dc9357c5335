import { isSitehaulError, SitehaulError } from "../../base/errors.ts";
import { pruneSite } from "../../fleet/prune_site.ts";
import { lockSite } from "../../fleet/site_lock.ts";
import type { BackupHistory, RunWriter } from "../../history/history.ts";
import { calendarOf, loadTemporal } from "../../retention/calendar.ts";
import type { Circumstances } from "../../retention/decide.ts";
import { clockFault } from "../../retention/guard.ts";
import { planSite, type SitePlan, type SitePolicies } from "../../retention/plan_site.ts";
import { choiceOf, type ChosenSite, chosenSites } from "../context/chosen_sites.ts";
import type { InvocationOf } from "../context/command.ts";
import { locksOf, openHistoryOf } from "../context/history.ts";
import { policyOf } from "../context/retention_policy.ts";
import type { prune } from "../declarations/copies.ts";
import { counted } from "../output/counted.ts";
import { pruneDocument, type PrunedSite, pruneText } from "../output/prune_text.ts";
import { failureOf } from "../world/failure.ts";

type PruneInvocation = InvocationOf<typeof prune>;

export async function run(invocation: PruneInvocation): Promise<void> {
  const { args, flags, context } = invocation;
  const { output, world: { clock = Date.now, signal } } = context;
  const chosen = args.sites.length + flags.tag.length > 0 || flags.all || flags.orphans.length === 0
    ? (await chosenSites(choiceOf(args.sites, flags), context)).sites
    : [];
  const { loaded } = await context.configuration();
  const zone = loaded?.configuration.timezone ?? "UTC";
  const around = { calendar: calendarOf(zone, await loadTemporal()), now: clock() };
  const history = await openHistoryOf(flags, context);
  try {
    const fault = flags.force ? undefined : await faultOfClock(history, around.now);
    if (fault !== undefined) {
      const hint = "Set the clock. `force: true` removes what is due all the same.";
      const failure = new SitehaulError("prune/refused", `Nothing is removed: ${fault}`, { hint });
      if (!flags["dry-run"]) throw failure;
      output.warn(failure.message);
    }
    const names = [...chosen.map(({ name }) => name), ...flags.orphans];
    const writer = flags["dry-run"]
      ? undefined
      : await history.beginRun({ command: "prune", options: {}, sites: names });
    const pruning = new Pruning(invocation, { history, writer, around });
    const done: PrunedSite[] = [];
    for (const site of chosen) if (!signal.aborted) done.push(await pruning.site(site));
    for (const name of flags.orphans) if (!signal.aborted) done.push(await pruning.orphan(name));
    await writer?.end(signal.aborted ? "interrupted" : "done");
    if (signal.aborted) throw failureOf(signal.reason, signal);
    show(done, invocation);
  } finally {
    await history.close();
  }
}

function show(done: readonly PrunedSite[], { flags, context: { output } }: PruneInvocation): void {
  const isDry = flags["dry-run"];
  const refused = done.filter(({ refused }) => refused !== undefined);
  const failure = refused.length === 0 ? undefined : new SitehaulError(
    "prune/refused",
    `Nothing was removed of ${refused.length} of ${counted(done.length, "site")}: ${
      refused.map(({ site }) => site).join(", ")
    }`,
    { hint: 'Look at them with --dry-run --explain. "--force" removes it all the same.' },
  );
  output.verdict(
    pruneDocument(done, isDry),
    (style) => pruneText(done, { style, isDry, isExplained: flags.explain }),
    failure,
  );
  if (failure !== undefined) throw failure;
}

/** The clock is compared with what is remembered of the sites', and of earlier runs. */
async function faultOfClock(history: BackupHistory, now: number): Promise<string | undefined> {
  let newestRun: number | undefined;
  for await (const { started } of history.runs({ limit: 1 })) newestRun = started;
  const aheadMs: number[] = [];
  for await (const { seen } of history.groups()) {
    if (seen?.clockAheadMs !== undefined) aheadMs.push(seen.clockAheadMs);
  }
  return clockFault({ now, newestRun, aheadMs });
}

/** One site after the other. */
class Pruning {
  readonly #invocation: PruneInvocation;
  readonly #history: BackupHistory;
  readonly #writer: RunWriter | undefined;
  readonly #around: Circumstances;

  constructor(
    invocation: PruneInvocation,
    { history, writer, around }: {
      readonly history: BackupHistory;
      readonly writer: RunWriter | undefined;
      readonly around: Circumstances;
    },
  ) {
    this.#invocation = invocation;
    this.#history = history;
    this.#writer = writer;
    this.#around = around;
  }

  async site(chosen: ChosenSite): Promise<PrunedSite> {
    const { flags, context } = this.#invocation;
    const found = await context.site(chosen.site, { ...flags, ...NO_SITE_FLAGS });
    const { retention, serverRetention } = found.settings;
    return await this.#prune(chosen, {
      copies: retention && policyOf(retention),
      server: serverRetention && policyOf(serverRetention),
    }, () => found.connect());
  }

  /** Nothing is known of it but its copies here: those on the site are out of reach. */
  async orphan(name: string): Promise<PrunedSite> {
    const { loaded, siteCalled } = await this.#configuration();
    if (siteCalled(name) !== undefined) {
      throw new SitehaulError("usage/flag", `--orphans ${name}: this site is configured`, {
        hint: "Name it without --orphans.",
      });
    }
    const retention = loaded?.configuration.defaults.retention;
    const policies = { copies: retention && policyOf(retention), server: undefined };
    const place = { site: name, name, place: `orphan ${name}` };
    return await this.#prune(place, policies, () => Promise.reject(new Error("out of reach")));
  }

  async #configuration() {
    const configuration = await this.#invocation.context.configuration();
    const siteCalled = (name: string) => configuration.siteCalled(name);
    return { loaded: configuration.loaded, siteCalled };
  }

  async #prune(
    chosen: ChosenSite,
    policies: SitePolicies,
    connect: Connect,
  ): Promise<PrunedSite> {
    const { name: site, place } = chosen;
    const plan = await this.#plan(site, policies);
    const nothing = { site, plan, pruned: [], refused: this.#refusalOf(plan) };
    const isDone = plan.places.every(({ remove }) => remove.length === 0);
    if (this.#writer === undefined || nothing.refused !== undefined || isDone) return nothing;
    const { flags, context } = this.#invocation;
    const lock = await lockSite(locksOf(flags, context), place);
    if (lock === false) return { ...nothing, refused: "another run is at work on it" };
    try {
      // Somebody may have pinned a backup, or taken one, until the site was locked.
      const now = await this.#plan(site, policies);
      const refused = this.#refusalOf(now);
      if (refused !== undefined) return { ...nothing, plan: now, refused };
      return await this.#carryOut({ site, place, plan: now }, connect, this.#writer);
    } finally {
      lock?.close();
    }
  }

  async #plan(site: string, policies: SitePolicies): Promise<SitePlan> {
    const backups = await Array.fromAsync(this.#history.backups([site]));
    return planSite(backups, policies, this.#around);
  }

  #refusalOf({ isTooMuch }: SitePlan): string | undefined {
    const { force } = this.#invocation.flags;
    return isTooMuch && !force ? "more than half of its copies would go" : undefined;
  }

  async #carryOut(
    { site, place, plan }: Locked,
    connect: Connect,
    run: RunWriter,
  ): Promise<PrunedSite> {
    const { signal } = this.#invocation.context.world;
    const profile = plan.places[0]?.profile ?? 1;
    const writer = await run.beginJob({ site, address: place, profile, attempt: 1 });
    try {
      const pruned = await pruneSite(plan, { connect, writer, signal });
      await writer.end({ state: pruned.some(({ keptFor }) => keptFor) ? "warnings" : "ok" });
      return { site, plan, pruned, refused: undefined };
    } catch (error) {
      const failure = failureOf(error, signal);
      const { code, message, hint } = failure;
      const state = isSitehaulError(failure, "interrupted") ? "interrupted" : "failed";
      await writer.end({ state, code, message, hint });
      return { site, plan, pruned: [], refused: message };
    }
  }
}

/** Connects to the site, if something is to be removed there. */
type Connect = Parameters<typeof pruneSite>[1]["connect"];

/** A site on which nobody else is at work. */
interface Locked {
  readonly site: string;
  readonly place: string;
  readonly plan: SitePlan;
}

/** What the file says of a site is not overridden here. */
const NO_SITE_FLAGS = {
  secret: undefined,
  token: undefined,
  "secret-file": undefined,
  api: undefined,
  folder: undefined,
  set: [],
  explain: false,
} as const;
