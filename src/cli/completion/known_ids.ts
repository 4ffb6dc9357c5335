/**
 * The numbers of backups and profiles that were listed here, for completion. Nothing is asked of any
 * site.
 */
import { join } from "node:path";
import { sha256Of } from "../../base/digest.ts";
import { redactText } from "../../base/redact.ts";
import type { Context } from "../context/context.ts";
import { oneLine } from "../output/plain.ts";
import { ownText } from "./site_names.ts";

/** What a remembered number belongs to. */
export type IdKind = "records" | "profiles";

/**
 * A number that was printed for a site, with the description or name that was printed beside it.
 */
export interface KnownId {
  readonly id: number;
  readonly about: string;
}

/** What is decades old is not what anybody types. */
const MOST_IDS = 200;
const MOST_LETTERS = 60;

interface Keeping {
  readonly context: Context;
  readonly flags: { readonly "no-cache": boolean };
}

/**
 * Remembers the numbers of a site, instead of those known before; those from a part of the list are
 * added to them. This is only a convenience, so a failure to write is ignored.
 *
 * @param site the site, as it was typed: so it will be typed again
 */
export async function rememberIds(
  kind: IdKind,
  site: string,
  ids: readonly KnownId[],
  keeping: Keeping,
  { isPart = false } = {},
): Promise<void> {
  if (!isPart) return await write(kind, site, ids, keeping);
  const all = new Map((await knownIds(kind, site, keeping.context)).map((each) => [each.id, each]));
  for (const each of ids) all.set(each.id, each);
  await write(kind, site, [...all.values()].sort((a, b) => b.id - a.id), keeping);
}

/** Forgets a number that means nothing any more. */
export async function forgetId(
  kind: IdKind,
  site: string,
  id: number,
  keeping: Keeping,
): Promise<void> {
  const known = await knownIds(kind, site, keeping.context);
  const left = known.filter((each) => each.id !== id);
  if (left.length < known.length) await write(kind, site, left, keeping);
}

async function write(
  kind: IdKind,
  site: string,
  ids: readonly KnownId[],
  { context: { output, folders: { cache } }, flags }: Keeping,
): Promise<void> {
  if (flags["no-cache"] || cache === undefined) return;
  const kept = ids.slice(0, MOST_IDS).map(({ id, about }) => ({
    id,
    about: [...output.redact(oneLine(about))].slice(0, MOST_LETTERS).join(""),
  }));
  const text = JSON.stringify({ schema: 1, site: keyOf(site), ids: kept });
  try {
    const { mkdir } = await import("node:fs/promises");
    const { writePrivateFile } = await import("../../files/private_file.ts");
    await mkdir(cache, { recursive: true, mode: 0o700 });
    await writePrivateFile(await pathOf(kind, site, cache), `${text}\n`, { replace: true });
  } catch {
    // Then there is nothing to complete.
  }
}

/** The numbers that are kept of a site; none where they cannot be read. */
export async function knownIds(
  kind: IdKind,
  site: string,
  { world, folders: { cache } }: Pick<Context, "world" | "folders">,
): Promise<KnownId[]> {
  if (cache === undefined) return [];
  try {
    const document = JSON.parse(await ownText(await pathOf(kind, site, cache), world));
    const { schema, site: owner, ids } = Object(document);
    return schema === 1 && owner === keyOf(site) && Array.isArray(ids) ? ids.flatMap(knownId) : [];
  } catch {
    return [];
  }
}

function knownId(value: unknown): KnownId[] {
  const { id, about = "" } = Object(value);
  return Number.isSafeInteger(id) ? [{ id, about: oneLine(String(about)) }] : [];
}

async function pathOf(kind: IdKind, site: string, folder: string): Promise<string> {
  return join(folder, `${kind}-${(await sha256Of(keyOf(site))).slice(0, 32)}.json`);
}

/** Without a password, and the same for spellings of one address. */
function keyOf(site: string): string {
  return redactText(site).toLowerCase().replace(/\/+$/, "");
}
