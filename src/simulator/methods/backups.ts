/** startBackup and stepBackup. */
import { BackupRun, killRunning } from "../site/backup_engine.ts";
import type { RunningBackup, StepNews } from "../site/running.ts";
import type { Call } from "./call.ts";
import { intOf, textOf, withoutTags } from "../wire/parameters.ts";
import { releaseDate } from "./version.ts";
import { data, type Json, refusal, type Reply } from "../wire/reply.ts";

const LOST_STATE = "A backup error has occurred: Akeeba Engine detected a problem while saving " +
  "temporary data. Please restart your backup.";
const NO_ID = "JSON API :: stepBackup -- You have not provided the required backupid parameter. " +
  "This parameter is MANDATORY since May 2016. Please update your client software to include " +
  "this parameter.";
const OUTDATED =
  "Your version of Akeeba Backup is more than 120 days old and most likely already " +
  "out of date. Please check if a newer version is published and install it.";

/** Starts a backup, and kills those that run. */
export async function startBackup(call: Call): Promise<Reply> {
  const { site, settings, behaviour, parameters, api } = call;
  if (diesOnPhp8(call) || call.faults.crash) return { kind: "crash" };
  if (call.faults.backupError !== undefined) return engineError(call, call.faults.backupError);
  const profile = Math.max(1, intOf(parameters, "profile", 1));
  const refused = refusedOutput(call, profile);
  if (refused !== undefined) return refused;
  await settings.sleep(settings.stepMs);
  killRunning(site, behaviour.era === "dual" && api !== 1 ? "stale" : "all");
  const echo = identifierFor(call);
  const run = new BackupRun(site, settings, {
    key: behaviour.backupId === "on-demand" && echo === null ? "unnamed" : `${echo ?? ""}`,
    echo,
    profile,
    description: descriptionOf(call),
    comment: slashed(call, withoutTags(textOf(parameters, "comment"))),
    origin: originOf(call),
    recordLater: behaviour.era === "level-330",
  });
  site.running.push(run);
  return data(answer(call, run, run.firstNews, true));
}

/** Does the next step of the backup that the identifier names. */
export async function stepBackup(call: Call): Promise<Reply> {
  const { site, behaviour, parameters } = call;
  if (diesOnPhp8(call) || call.faults.crash) return { kind: "crash" };
  const id = textOf(parameters, "backupid");
  const mandatory = behaviour.backupId === "record" || behaviour.backupId === "stamp";
  if (mandatory && id === "") return refusal(0, NO_ID);
  const key = keyOf(call, behaviour.backupId === "none" ? "" : id);
  const run = site.running.find((each) => each.key === key);
  if (run === undefined) return unknownStep(call, id, key);
  if (call.faults.backupError !== undefined) {
    run.fail();
    return engineError(call, call.faults.backupError);
  }
  const news = await run.step(call.faults.workMs);
  if (run.isDead) {
    return behaviour.unknownStep === "error"
      ? refusal(500, LOST_STATE)
      : unknownStep(call, id, key);
  }
  return data(answer(call, run, news, false));
}

const DAY = 86_400_000;

/**
 * Old versions complain about their age: 7.5 and 8.0 when the record comes into being, level 330 in
 * every answer from then on (observed).
 */
function ownWarnings({ site, settings, behaviour }: Call, news: StepNews): string[] {
  const age = (site.now().getTime() - Date.parse(releaseDate(settings.version))) / DAY;
  const begun = news.archive !== "";
  if (behaviour.era === "level-330") {
    return age > 90 && begun ? [OUTDATED.replace("120", "90")] : [];
  }
  const complains = behaviour.era === "dual" && settings.product === "joomla" && age > 120;
  return complains && begun && news.stepNumber === 2 ? [OUTDATED] : [];
}

/** Versions for PHP 7 need a constant that PHP 8 no longer makes up (observed: 7.5.0.1, 8.0.3). */
function diesOnPhp8({ behaviour, settings, api }: Call): boolean {
  return settings.product === "joomla" && behaviour.era === "dual" && api === 2 &&
    settings.php === 8;
}

/** API version 2 of 7.5 and 8.0 calls itself `frontend`. */
function originOf({ behaviour, settings, api }: Call): string {
  return settings.product === "joomla" && behaviour.era === "dual" && api === 2
    ? "frontend"
    : "json";
}

function identifierFor({ site, behaviour, parameters }: Call): string | null {
  const asked = textOf(parameters, "backupid");
  switch (behaviour.backupId) {
    case "none":
      return null;
    case "on-demand":
      return asked === "" ? null : asked === "[DEFAULT]" ? `id${site.nextId}` : asked;
    case "record":
      return asked === "" || asked === "[DEFAULT]" ? String(site.nextId) : asked;
    case "stamp": {
      const [day, time] = site.now().toISOString().replace(/[-:]/g, "").slice(0, 15).split("T");
      const micros = (site.nextId * 48_271) % 999_983;
      return `id-${day}-${time}-${micros}`;
    }
  }
}

/**
 * A `tag` sent along: 7.5 and 8.0 look for another backup then; so does WordPress when it is not
 * `json`; Joomla from 9 on finds nothing (observed).
 */
function keyOf(call: Call, id: string): string {
  const tag = textOf(call.parameters, "tag");
  const usual = originOf(call) === "frontend" ? [""] : ["", "json"];
  return usual.includes(tag) ? id : `${tag}.${id}`;
}

/** A step with an identifier that nothing is known of. */
function unknownStep(call: Call, id: string, key: string): Reply {
  const { site, settings, behaviour } = call;
  if (behaviour.unknownStep === "error") return refusal(500, LOST_STATE);
  const record = site.records.find(({ backupId }) => backupId !== "" && backupId === id);
  const run = new BackupRun(site, settings, {
    key,
    echo: behaviour.unknownStep === "phantom-at-once" ? "" : id,
    profile: behaviour.era === "dual" ? 0 : record?.profile ?? 1,
    description: "",
    comment: "",
    origin: originOf(call),
    recordLater: true,
  });
  if (behaviour.isOld) killRunning(site, "all");
  site.running.push(run);
  return data(answer(call, run, run.firstNews, true));
}

function engineError({ behaviour }: Call, text: string): Reply {
  const has = behaviour.era === "level-330" ? "had" : "has";
  return refusal(500, `A backup error ${has} occurred: ${text}`);
}

function refusedOutput(call: Call, profile: number): Reply | undefined {
  const { site, settings, behaviour } = call;
  const output = site.profile(profile)?.output;
  if (output === undefined) return undefined;
  if (behaviour.era === "dual" && settings.php === 8) return { kind: "crash" };
  if (output === "unusable") {
    return refusal(
      0,
      "Backup output directory /proc/nosuch/dir needs to be both readable and writeable to PHP " +
        "for this backup software to function correctly.",
    );
  }
  return engineError(
    call,
    behaviour.era === "dual" || behaviour.era === "joomla-9"
      ? "Cannot save factory state in storage, storage filename is not writeable"
      : "Failed configuration check Q001: Output directory unwritable.",
  );
}

function descriptionOf(call: Call): string {
  const { site, behaviour, parameters } = call;
  const given = slashed(call, withoutTags(textOf(parameters, "description")));
  if (given !== "") return given;
  const now = site.now();
  const day = now.toLocaleDateString("en-GB", {
    timeZone: "UTC",
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  }).replace(/^(\w+) /, "$1, ");
  const suffix = behaviour.era === "joomla-9" ? "" : " (JSON API)";
  return `Backup taken on ${day} ${now.toISOString().slice(11, 16)} UTC${suffix}`;
}

/** WordPress puts a backslash before quotes in everything that comes in. */
function slashed({ behaviour }: Call, text: string): string {
  return behaviour.addsSlashes ? text.replace(/["'\\]/g, "\\$&") : text;
}

function answer(
  call: Call,
  run: RunningBackup,
  news: StepNews,
  isStart: boolean,
): Json {
  const { behaviour, faults } = call;
  const old = behaviour.isOld;
  const common = {
    HasRun: old && isStart ? 1 : news.hasRun,
    Domain: news.domain,
    Step: news.step,
    Substep: "",
    Error: old && !isStart ? false : "",
    Warnings: [...ownWarnings(call, news), ...faults.warnings ?? []],
  };
  if (old && !isStart) return { ...common, Progress: news.progress };
  const full = {
    ...common,
    ...(old ? {} : { ErrorException: null }),
    Archive: behaviour.era === "level-330" ? "" : news.archive,
    tag: run.options.origin,
    Progress: news.progress,
    ...(behaviour.backupId === "none" ? {} : { backupid: run.options.echo }),
    sleepTime: 0,
    stepNumber: news.stepNumber,
    stepState: news.state,
    BackupID: news.recordId,
  };
  return behaviour.isModern ? { ...full, Profile: run.options.profile } : full;
}
