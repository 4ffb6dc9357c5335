/**
 * One site's backup, from the first call to the cleared server.
 * @module
 */
import type { Site, TakenBackup } from "../../../mod.ts";
import { drain } from "../../client/drain.ts";
import type { ArchivePassword } from "../context/archive_password.ts";
import { interrupted } from "../world/failure.ts";
import { fetchToFolder } from "./fetch_to_folder.ts";
import { LeftOnSite } from "./left_on_site.ts";
import { formatBytes } from "../output/bytes.ts";
import { recordDocument } from "../output/documents.ts";
import { oneLine } from "../output/plain.ts";
import type { Outcome } from "../output/output.ts";
import { connectTo } from "../context/site.ts";
import { siteDefaults } from "../context/site_defaults.ts";
import { unlisted, unproven, unverified } from "./unproven.ts";
import type { SiteInvocation, Target } from "../context/target.ts";

/** What to do on each site. */
export interface BackupWork {
  readonly profile: number | undefined;
  readonly description: string | undefined;
  readonly comment: string | undefined;
  readonly force: boolean;
  /** How long a step can last, seconds, if not as in the configuration. */
  readonly stepLimit: number | undefined;
  /** How long to wait for a site in trouble, seconds, if not as in the configuration. */
  readonly patience: number | undefined;
  /** Whether it is fetched. */
  readonly download: boolean;
  /** The folder to fetch to, if not the one of the configuration. */
  readonly dir: string | undefined;
  readonly connections: number | undefined;
  /** The password of the archive, for verifying. */
  readonly password: ArchivePassword;
  /** Whether the archive is read to its end. */
  readonly verify: boolean;
  readonly deleteRemote: boolean;
}

/** Takes a backup; fetches it where wanted; deletes the server's copy only after that. */
export async function backUpSite(
  target: Target,
  work: BackupWork,
  invocation: SiteInvocation,
): Promise<Outcome> {
  const { name } = target;
  const { profile, folderFor } = await siteDefaults(target, invocation.world, work);
  const left = new LeftOnSite();
  const client = await connectTo(target, invocation, { ...work, onNote: left.onNote });
  const wish = { ...work, profile, left };
  const { record, warnings } = await runToEnd(client, name, wish, invocation);
  const done = "The backup finished successfully.";
  const { guessedSteps, listChecked } = record;
  const details = {
    site: name,
    record: recordDocument(record),
    warnings,
    guessedSteps,
    listChecked,
  };
  const size = record.size === undefined ? "" : `, ${formatBytes(record.size)}`;
  const lines = [done, `Record ${record.id}: ${oneLine(record.archive)}${size}`];
  if (!work.download) {
    if (guessedSteps > 0) throw unproven(record, name);
    return { details, text: () => lines.join("\n") };
  }
  const fetched = await fetchToFolder(client, record.id, {
    name,
    isTaken: true,
    dir: await folderFor(record.id, () => Promise.resolve(record.start)),
    connections: work.connections,
    password: work.password,
    verify: work.verify,
    // What is in doubt is deleted for a proof alone.
    deleteRemote: work.deleteRemote && (work.verify || guessedSteps === 0 && listChecked),
  }, invocation);
  const isProven = fetched.details["verified"] === true;
  if (!isProven && guessedSteps > 0) throw unverified(record);
  if (!isProven && work.deleteRemote && !listChecked) throw unlisted(record);
  return {
    details: { ...details, ...fetched.details },
    text: (style) => [...lines, fetched.text(style)].join("\n"),
  };
}

async function runToEnd(
  client: Site,
  name: string,
  { profile, description, comment, force, stepLimit, left }: BackupWork & {
    readonly profile: number;
    readonly left: LeftOnSite;
  },
  { world: { signal }, output }: SiteInvocation,
): Promise<{ record: TakenBackup; warnings: readonly string[] }> {
  const warnings: string[] = [];
  const stepLimitMs = stepLimit === undefined ? undefined : stepLimit * 1000;
  const options = { profile, description, comment, force, stepLimitMs, signal };
  const events = client.takeBackup(options);
  try {
    const record = await drain(events, (event) => {
      left.take(event);
      if (event.type === "warning") warnings.push(event.message);
      output.event(name, event);
    });
    return { record, warnings };
  } catch (error) {
    throw signal.aborted ? interrupted(error, left.text) : error;
  }
}
