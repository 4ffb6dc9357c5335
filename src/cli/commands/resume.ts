import { resolve } from "node:path";
import * as z from "zod";
import { SitehaulError } from "../../base/errors.ts";
import { leftOf, type LeftToDo } from "../../fleet/resume.ts";
import type { BackupHistory, RunFacts } from "../../history/history.ts";
import { FETCH_MODES } from "../../config/schema.ts";
import { archivePasswords } from "../context/archive_password.ts";
import { chosenSites } from "../context/chosen_sites.ts";
import type { InvocationOf } from "../context/command.ts";
import type { Configuration } from "../context/configuration.ts";
import type { Context } from "../context/context.ts";
import { createContext } from "../context/create_context.ts";
import { openHistoryOf, stateFolderOf } from "../context/history.ts";
import { isRepeatable, removeMark } from "../context/left_runs.ts";
import type { resume } from "../declarations/fleet.ts";
import { counted } from "../output/counted.ts";
import type { BackupWork } from "./back_up_site.ts";
import { backupJob, withoutNotes } from "./backup_job.ts";
import { runJobs } from "./fleet_run.ts";
import { configuredWork, fetchFlags, finishRun } from "./run.ts";
import { limitsOf } from "./run_limits.ts";

type ResumeInvocation = InvocationOf<typeof resume>;

export async function run({ flags: typed, ...rest }: ResumeInvocation): Promise<void> {
  const invocation = { ...rest, flags: fromHere(typed, rest.context) };
  const { args, flags, context } = invocation;
  const found = await findRun(args.run, invocation);
  if (found === undefined) {
    return context.output.done({
      details: { sites: 0 },
      text: () => "No run was interrupted: there is nothing to go on with.",
    });
  }
  const { run: before, left } = found;
  const folder = stateFolderOf(flags, context);
  if (folder !== undefined) removeMark(folder, before.id);
  await goOn(before, left, invocation);
}

/** What is typed now is found from here on, not from where the first command was typed. */
function fromHere(flags: ResumeInvocation["flags"], context: Context): ResumeInvocation["flags"] {
  const from = (path: string | undefined) => path && resolve(context.world.cwd(), path);
  const { config, "ca-file": caFile, "secret-file": secret, "password-file": password } = flags;
  return {
    ...flags,
    state: stateFolderOf(flags, context),
    config: from(config),
    "ca-file": from(caFile),
    "secret-file": from(secret),
    "password-file": from(password),
  };
}

/** The run that is meant, and what is left of it; nothing where none was interrupted. */
async function findRun(
  id: string | undefined,
  { flags, context }: ResumeInvocation,
): Promise<{ readonly run: RunFacts; readonly left: readonly LeftToDo[] } | undefined> {
  const history = await openHistoryOf(flags, context);
  try {
    const interrupted = (await history.interrupted()).filter(isRepeatable);
    const run = id === undefined ? interrupted[0] : interrupted.find((each) => each.id === id);
    if (run === undefined && id !== undefined) throw await notInterrupted(id, history);
    return run && { run, left: await leftOf(history, run) };
  } finally {
    await history.close();
  }
}

async function notInterrupted(id: string, history: BackupHistory): Promise<SitehaulError> {
  const run = await history.run(id);
  if (run?.state === "interrupted" && !isRepeatable(run)) {
    const { command, sites: [site = ""] } = run;
    return new SitehaulError(
      "usage/value",
      `The run ${id} was the command ${command} on one site`,
      {
        hint: `Type that command for ${site} again: it goes on where it was interrupted.`,
      },
    );
  }
  const state = run?.state === "running"
    ? "is still at work"
    : run?.state === "done"
    ? "was not interrupted"
    : "was gone on with already";
  const message = run === undefined ? `There is no run ${id}` : `The run ${id} ${state}`;
  return new SitehaulError("usage/value", message, {
    hint: "Without a name, `sitehaul resume` takes the newest run that was interrupted.",
  });
}

/** What a run was told, as the history has it: whoever wrote it may have been another version. */
const OPTIONS = z.object({
  cwd: z.string(),
  config: z.string().optional(),
  mode: z.enum(FETCH_MODES).optional(),
  profile: z.int().optional(),
  description: z.string().optional(),
  comment: z.string().optional(),
  stepLimit: z.number().optional(),
  patience: z.number().optional(),
  download: z.boolean().default(false),
  dir: z.string().optional(),
  connections: z.int().optional(),
  verify: z.boolean().default(true),
  deleteRemote: z.boolean().default(false),
  strict: z.boolean().default(false),
  concurrency: z.int().optional(),
  perHost: z.int().optional(),
  attempts: z.int().optional(),
  bandwidth: z.string().optional(),
  deadline: z.string().optional(),
});

type Options = z.output<typeof OPTIONS>;

function optionsOf({ id, options }: RunFacts): Options {
  const parsed = OPTIONS.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new SitehaulError("history/unusable", `It is not known what the run ${id} had to do`, {
    hint: "Another version of sitehaul has begun it. Run its command again: what is there is kept.",
    cause: parsed.error,
  });
}

async function goOn(
  before: RunFacts,
  left: readonly LeftToDo[],
  { flags, context }: ResumeInvocation,
): Promise<void> {
  const options = optionsOf(before);
  const { output } = context;
  // Folders and files are found where the first command was typed.
  const there = createContext({ ...context.world, cwd: () => options.cwd }, output, {
    config: flags.config ?? options.config,
  });
  const configuration = await there.configuration();
  const names = namesLeft(before, left, there, configuration);
  const sites = names.length === 0
    ? []
    : (await chosenSites({ named: names, tags: [], all: false, exclude: [] }, there)).sites;
  const isBrief = before.command === "run";
  output.several({ noun: "site", names, isBrief });
  output.note(
    `the run ${before.id} goes on: ${left.length} of ${counted(before.sites.length, "site")} left`,
  );
  const given = {
    bandwidth: flags.bandwidth ?? options.bandwidth,
    deadline: flags.deadline ?? options.deadline,
    attempts: flags.attempts ?? options.attempts,
    concurrency: flags.concurrency ?? options.concurrency,
    "per-host": flags["per-host"] ?? options.perHost,
  };
  const limits = limitsOf(given, configuration, there);
  const all = fetchFlags({ ...flags, mode: options.mode });
  const inJobs = isBrief ? withoutNotes(there) : there;
  const workOf = await workOfRun(before, { ...options, pace: limits.pace }, all, inJobs);
  const earlierOf = new Map(left.map((one) => [one.site, one.earlier]));
  const jobs = sites.map((site) => {
    const profile = options.profile ?? configuration.siteCalled(site.name)?.profile ?? 1;
    const deadlineMs = limits.deadlineOf(site.name);
    const earlier = earlierOf.get(site.name);
    return backupJob(site, workOf, { flags: all, context: inJobs }, {
      profile,
      deadlineMs,
      earlier,
    });
  });
  const end = await runJobs({
    jobs,
    ...limits.plan,
    command: before.command,
    options: before.options,
    resumes: before.id,
  }, { flags, context: there, isBrief });
  finishRun(end, { total: sites.length, isStrict: flags.strict || options.strict, output });
}

/**
 * What a run is about stands in the file: the name of a site that is not there any more would be taken for an
 * address.
 *
 * @throws {SitehaulError} `usage/no-site` where the file has none of them
 */
function namesLeft(
  { command }: RunFacts,
  left: readonly LeftToDo[],
  { output }: Context,
  configuration: Configuration,
): readonly string[] {
  const all = left.map(({ site }) => site);
  if (command !== "run") return all;
  const names = all.filter((site) => configuration.siteCalled(site) !== undefined);
  if (names.length === 0 && all.length > 0) {
    throw new SitehaulError("usage/no-site", "None of the sites that are left is configured", {
      hint: "Name the file with --config, if it is not where it was.",
    });
  }
  const known = new Set(names);
  for (const site of all) {
    if (!known.has(site)) output.warn(`${site} is not configured any more: it is left out`);
  }
  return names;
}

type WorkOf = Exclude<Parameters<typeof backupJob>[1], BackupWork>;

/** What is to be done on each site: as the file says, or as the line of the first command said. */
async function workOfRun(
  { command }: RunFacts,
  options: Options & Pick<BackupWork, "pace">,
  flags: ReturnType<typeof fetchFlags>,
  context: Context,
): Promise<WorkOf> {
  if (command === "run") return await configuredWork(options, { flags, context });
  const { profile, description, comment, stepLimit, patience, download } = options;
  const { dir, connections, verify, deleteRemote, pace } = options;
  const passwordOf = await archivePasswords(flags, context);
  // What runs by now may be a backup of this very run: nothing is killed for it.
  const taking = { profile, description, comment, force: false, stepLimit, patience };
  const fetching = { download, dir, connections, verify, deleteRemote, pace, passwordOf };
  return () => ({ ...taking, ...fetching });
}
