/** Removes the copies of a site that may go, as it was decided, and nothing else. */
import { lstat, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { isSitehaulError, SitehaulError } from "../base/errors.ts";
import { messageOf, systemCode } from "../base/message_text.ts";
import type { Site } from "../client/site.ts";
import { sizeIfSame } from "../files/checksum.ts";
import { safeFileName } from "../files/file_name.ts";
import { manifestNames } from "../archive/manifest_place.ts";
import { checksumsPath, readManifest } from "../files/manifest.ts";
import type { CopyFacts, JobWriter } from "../history/history.ts";
import type { PlacedCopy } from "../retention/places.ts";
import { coversOf, type PlacePlan, type SitePlan } from "../retention/plan_site.ts";

/** What pruning needs of the world. */
export interface PruneOptions {
  /** Connects to the site, if something is to be removed there. */
  readonly connect: () => Promise<Site>;
  /** Remembers what is removed, before it is. */
  readonly writer: JobWriter;
  /** Ends it between two copies. */
  readonly signal?: AbortSignal | undefined;
}

/** What became of a copy that was to go. */
export interface Pruned {
  readonly copy: PlacedCopy;
  /** Why it stays all the same; `undefined` if it is gone. */
  readonly keptFor: string | undefined;
}

/** A copy that may go, with the rule that says so and what covers it. */
interface Removal {
  readonly copy: PlacedCopy;
  readonly coveredBy: CopyFacts | undefined;
}

/** What stands in the history as the rule. */
const RULE = "retention: no rule keeps it";

/**
 * Carries out a plan: looks at everything first, writes down what goes, and then removes it, the oldest
 * first. A copy on the site goes only if another one was looked at in this very call, and is as it was proven.
 *
 * @returns what became of each copy that was to go
 */
export async function pruneSite(
  plan: SitePlan,
  { connect, writer, signal }: PruneOptions,
): Promise<readonly Pruned[]> {
  const pruned: Pruned[] = [];
  const removals: Removal[] = [];
  for (const place of plan.places) {
    for (const copy of place.remove) {
      signal?.throwIfAborted();
      const found = await lookAt(copy, place, plan);
      if ("keptFor" in found) pruned.push({ copy, keptFor: found.keptFor });
      else removals.push({ copy, coveredBy: found.coveredBy });
    }
  }
  for (const { copy, coveredBy } of removals) {
    await writer.removing(copy.id, { rule: RULE, coveredBy: coveredBy?.id });
  }
  let site: Promise<Site> | undefined;
  for (const { copy } of removals.toSorted((a, b) => a.copy.at - b.copy.at)) {
    signal?.throwIfAborted();
    const keptFor = copy.copy.kind === "site"
      ? await removeOnSite(await (site ??= connect()), copy, signal)
      : await removeFiles(copy.copy);
    if (keptFor === undefined) await writer.removed(copy.id);
    pruned.push({ copy, keptFor });
  }
  return pruned;
}

/** Whether it may go, after another look: at itself, or at what covers it. */
async function lookAt(
  copy: PlacedCopy,
  { kind }: PlacePlan,
  plan: SitePlan,
): Promise<{ readonly coveredBy: CopyFacts | undefined } | { readonly keptFor: string }> {
  if (kind === "store") return { keptFor: "copies in stores are not removed by this version" };
  if (kind === "folder") {
    const kept = plan.places.flatMap(({ keep }) => keep.map((each) => each.copy.copy));
    const paths = kept.filter((each) => each.kind === "folder").flatMap(filesOf);
    const fault = await faultOf(copy.copy, new Set(paths.map(({ path }) => path)));
    return fault === undefined ? { coveredBy: undefined } : { keptFor: fault };
  }
  const going = new Set(plan.places.flatMap(({ remove }) => remove.map(({ id }) => id)));
  for (const other of coversOf(copy, going)) {
    if (await isAsProven(other)) return { coveredBy: other };
  }
  return { keptFor: "no verified copy elsewhere could be looked at again" };
}

/** Every file is there with its size and checksum. */
async function isAsProven(copy: CopyFacts): Promise<boolean> {
  for (const { path, size, sha256 } of filesOf(copy)) {
    if (sha256 === undefined || await sizeIfSame(path, size, sha256) === undefined) return false;
  }
  return copy.files.length > 0;
}

/**
 * Why its files are not removed; those that are gone already are no fault. A backup that was fetched later
 * may have files of the same names: only what has the checksum is what is meant.
 */
async function faultOf(copy: CopyFacts, kept: ReadonlySet<string>): Promise<string | undefined> {
  for (const { path, size, sha256 } of filesOf(copy)) {
    if (kept.has(path)) return `${path} belongs to another backup as well`;
    if (await lstat(path).catch(unlessMissing) === undefined) continue;
    const isSame = sha256 !== undefined && await sizeIfSame(path, size, sha256) !== undefined;
    if (!isSame) return `${path} is not what was downloaded`;
  }
  return undefined;
}

function filesOf({ place, files }: CopyFacts) {
  return files.map((file) => ({ ...file, path: join(place, safeFileName(file.name)) }));
}

async function removeFiles(copy: CopyFacts): Promise<string | undefined> {
  try {
    const beside = await manifestsOf(copy);
    // The parts first: without its manifest, a copy that is there in part would be a riddle.
    const paths = [...filesOf(copy).map(({ path }) => path), ...beside];
    for (const path of paths) await unlink(path).catch(unlessMissing);
    // A folder of its own goes with it; one with anything else in it stays.
    await rmdir(copy.place).catch(() => {});
    return undefined;
  } catch (error) {
    return `it could not be removed: ${messageOf(error)}`;
  }
}

/** The manifest and the checksums that are about these files, and no others. */
async function manifestsOf(copy: CopyFacts): Promise<readonly string[]> {
  const names = new Set(copy.files.map(({ name }) => name));
  const found: string[] = [];
  for (const name of new Set(copy.files.flatMap(({ name }) => manifestNames(name)))) {
    const path = join(copy.place, name);
    const manifest = await readManifest(path).catch(() => undefined);
    if (manifest === undefined || !manifest.parts.every((part) => names.has(part.name))) continue;
    found.push(path, checksumsPath(path));
  }
  return found;
}

async function removeOnSite(
  site: Site,
  { known: { backup } }: PlacedCopy,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    const { archive, frozen } = await site.record(backup.record, { signal, isPatient: true });
    if (frozen) return "the site protects it (frozen)";
    if (archive !== backup.archive) return "the record is one of another backup by now";
    await site.deleteFiles(backup.record, { signal });
    return undefined;
  } catch (error) {
    // Somebody has removed it before.
    if (isSitehaulError(error, "backup/not-found", "download/no-files")) return undefined;
    if (error instanceof SitehaulError && error.code !== "interrupted") return error.message;
    throw error;
  }
}

function unlessMissing(error: unknown): undefined {
  if (systemCode(error) !== "ENOENT" && systemCode(error) !== "ENOTDIR") throw error;
}
