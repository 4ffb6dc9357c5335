/** Rules of runs over many sites. */
import type { Mutation } from "./mutation.ts";

const FLEET = ["tests/fleet/run_fleet_test.ts"];
const RESUME = ["tests/fleet/resume_test.ts"];
const RETENTION = ["tests/retention/decide_test.ts"];
const PRUNE = ["tests/fleet/prune_test.ts"];
const EARLIER = ["tests/fleet/earlier_backup_test.ts"];
const DEADLINE = ["tests/fleet/deadline_test.ts"];
const LOCK = ["tests/fleet/site_lock_test.ts"];
const ATTEMPTS = ["tests/fleet/attempts_test.ts"];
const RUN = ["tests/cli/run_test.ts"];
const PROCESS = ["tests/cli/run_process_test.ts"];
const REMEMBERED = ["tests/cli/remembered_commands_test.ts"];

export const FLEET_RULES: readonly Mutation[] = [
  {
    rule: "a site that another run works on is left alone",
    file: "src/fleet/run_job.ts",
    find: "const isTheirs = lock === false ||",
    replace: "const isTheirs = lock === false && attempt > 1 ||",
    tests: FLEET,
  },
  {
    rule: "of two runs that do the same at once, each site is for one",
    file: "src/fleet/run_job.ts",
    find: "attempt === 1 && await record.isDoneElsewhere(run.job)",
    replace: "attempt === 0",
    tests: FLEET,
  },
  {
    rule: "what was done before a run began is not done for it",
    file: "src/fleet/job_record.ts",
    find: "const isSince = id > before.newest || before.atWork.has(id);",
    replace: "const isSince = id > 0;",
    tests: FLEET,
  },
  {
    rule: "two jobs of one address are never at work at once",
    file: "src/fleet/slots.ts",
    find: "!host.atWork.has(address)",
    replace: "address !== undefined",
    tests: FLEET,
  },
  {
    rule: "a stop lets the step that is at work come to its end",
    file: "src/fleet/run_job.ts",
    find: "if (this.#soon.signal.aborted && !this.#isInStep) {",
    replace: "if (this.#soon.signal.aborted) {",
    tests: FLEET,
  },
  {
    rule: "a stop begins nothing new",
    file: "src/fleet/run_fleet.ts",
    find: "while (!this.#stop.aborted) {",
    replace: "while (!this.#signal.aborted) {",
    tests: FLEET,
  },
  {
    rule: "a backup is in the history before the notes of it are erased",
    file: "src/client/run_backup.ts",
    find: "await context.options.onTaken?.(taken);",
    replace: "",
    tests: RESUME,
  },
  {
    rule: "what is proven is in the history before the server's copy goes",
    file: "src/fleet/site_job.ts",
    find: 'if (event.type === "verified" && event.report.ok) {',
    replace: 'if (event.type === "deleted") {',
    tests: RESUME,
  },
  {
    rule: "a job that ended is not done again",
    file: "src/fleet/resume.ts",
    find: "if (job !== undefined && isOver(job)) continue;",
    replace: "",
    tests: RESUME,
  },
  {
    rule: "a backup that was stopped between two steps is taken up again",
    file: "src/client/backup_run.ts",
    find: 'if (error.code === "interrupted") return false;',
    replace: "",
    tests: RESUME,
  },
  {
    rule: "another attempt takes no second backup where the first has completed one",
    file: "src/fleet/site_job.ts",
    find: "await earlierBackup(site, memory?.earlier, how)",
    replace: "undefined",
    tests: ATTEMPTS,
  },
  {
    rule: "an attempt that is followed by another one is left to do if the run ends before",
    file: "src/fleet/run_job.ts",
    find: 'state: again === undefined ? state : "interrupted"',
    replace: "state",
    tests: ATTEMPTS,
  },
  {
    rule: "the backup of an earlier attempt is in the history of the next one from its beginning",
    file: "src/fleet/job_record.ts",
    find: "if (earlier !== undefined) await recorded.backup(earlier);",
    replace: "",
    tests: ATTEMPTS,
  },
  {
    rule: "no backup is asked for after a stop",
    file: "src/client/run_backup.ts",
    find: "      stopIfAborted(stop);\n      yield* run.start();",
    replace: "      yield* run.start();",
    tests: ATTEMPTS,
  },
  {
    rule: "a stop lets a backup that is asked for begin",
    file: "src/fleet/run_job.ts",
    find: 'this.#isInStep = stage === "backup";',
    replace: "this.#isInStep = false;",
    tests: ATTEMPTS,
  },
  {
    rule: "whoever leaves a run waits until its jobs have ended",
    file: "src/fleet/run_fleet.ts",
    find: "    await ended;\n",
    replace: "",
    tests: ATTEMPTS,
  },
  {
    rule: "another backup with the same number is not taken for an earlier one",
    file: "src/fleet/earlier_backup.ts",
    find: "if (record.archive !== earlier.archive) return undefined;",
    replace: "",
    tests: EARLIER,
  },
  {
    rule: "a backup that was in doubt stays in doubt when another run goes on with it",
    file: "src/fleet/earlier_backup.ts",
    find: "const { guessedSteps, listChecked, warnings } = earlier;",
    replace: "const { guessedSteps, listChecked, warnings } = { ...earlier, guessedSteps: 0 };",
    tests: EARLIER,
  },
  {
    rule: "nothing is taken for done without a proven copy",
    file: "src/fleet/earlier_backup.ts",
    find: "return earlier.proven && {",
    replace: "return {",
    tests: EARLIER,
  },
  {
    rule: "a run that was resumed twice knows what the first one had completed",
    file: "src/fleet/resume.ts",
    find: "?? knownOf.get(site)",
    replace: "",
    tests: EARLIER,
  },
  {
    rule: "a job that is out of time may end its step",
    file: "src/fleet/run_job.ts",
    find: "await sleep(GRACE_MS, this.#end.signal);",
    replace: "",
    tests: DEADLINE,
  },
  {
    rule: "a job that is out of time takes no step more",
    file: "src/fleet/run_job.ts",
    find: "      this.#stopSoon(reason);\n      await sleep",
    replace: "      await sleep",
    tests: DEADLINE,
  },
  {
    rule: "one site has one lock, with and without encryption",
    file: "src/fleet/site_lock.ts",
    find: '.replace(/^\\w+:\\/\\//, "")',
    replace: "",
    tests: LOCK,
  },
  {
    rule: "a site that was skipped is no success",
    file: "src/cli/commands/run_end.ts",
    find: "skipped: skipped.map(({ site }) => site),",
    replace: "skipped: [] as string[],",
    tests: RUN,
  },
  {
    rule: "what an interrupted run has completed is not done again by resume",
    file: "src/cli/commands/resume.ts",
    find: "const earlier = earlierOf.get(site.name);",
    replace: "const earlier = undefined;",
    tests: RUN,
  },
  {
    rule: "run deletes on the server only where that is said",
    file: "src/cli/commands/run.ts",
    find: "(deleteRemote || settings.deleteRemote === true)",
    replace: "true",
    tests: RUN,
  },
  {
    rule: "the first interruption of a run lets steps come to their end",
    file: "src/cli/main.ts",
    find: "this.#first = act;",
    replace: "",
    tests: PROCESS,
  },
  {
    rule: "that the copy on the server is deleted is in the history before it is",
    file: "src/cli/commands/remember_removal.ts",
    find: "await open?.job.removing(copy, { rule: command });",
    replace: "",
    tests: REMEMBERED,
  },
  {
    rule: "the newest verified copy stays whatever the policy says",
    file: "src/retention/decide.ts",
    find: 'keep(verified[0], "newest verified");',
    replace: "",
    tests: RETENTION,
  },
  {
    rule: "only what is verified fills places",
    file: "src/retention/decide.ts",
    find: 'timely.filter(({ standing }) => standing === "verified")',
    replace: "timely",
    tests: RETENTION,
  },
  {
    rule: "a copy from the future is no measure",
    file: "src/retention/decide.ts",
    find: 'if (copy.at > now + CLOCKS_DIFFER_MS) keep(copy, "newer than now");',
    replace: "",
    tests: RETENTION,
  },
  {
    rule: "a file is removed only if it is what was downloaded",
    file: "src/fleet/prune_site.ts",
    find: "if (!isSame) return `${path} is not what was downloaded`;",
    replace: "void isSame;",
    tests: PRUNE,
  },
  {
    rule: "what covers a copy on the site is looked at again",
    file: "src/fleet/prune_site.ts",
    find: "if (await isAsProven(other)) return { coveredBy: other };",
    replace: "return { coveredBy: other };",
    tests: PRUNE,
  },
  {
    rule: "a copy that goes itself covers nothing",
    file: "src/retention/plan_site.ts",
    find: "&& !going.has(id)",
    replace: "&& id > 0",
    tests: PRUNE,
  },
  {
    rule: "what is removed is written down before",
    file: "src/fleet/prune_site.ts",
    find: "await writer.removing(copy.id, { rule: RULE, coveredBy: coveredBy?.id });",
    replace: "void coveredBy;",
    tests: PRUNE,
  },
];
