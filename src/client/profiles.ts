/** Backup profiles: list, export, import. */
import * as z from "zod";
import { SitehaulError } from "../base/errors.ts";
import type { Profile, ProfileExport } from "../protocol/replies.ts";
import type { Caller } from "../connection/caller.ts";

/** The new profile, and whether it is what was sent. */
export interface ImportedProfile {
  /** The number that the site gave to the new profile. */
  readonly id: number;
  /**
   * Whether the site stored what it was sent. WordPress 9.1.1 stores backslashes before every
   * quote, so that the new profile falls back to default settings (observed).
   */
  readonly intact: boolean;
}

const textOrJson = z.union([
  z.string(),
  z.record(z.string(), z.unknown()).transform((value) => JSON.stringify(value)),
  z.array(z.unknown()).transform((value) => JSON.stringify(value)),
]);

const exportSchema = z.object({
  description: z.string(),
  configuration: textOrJson,
  filters: textOrJson,
});

/** @throws {SitehaulError} `profile/unknown`: the server would take the number silently */
export function refuseUnknownProfile(profile: number, profiles: readonly Profile[]): void {
  if (profiles.some(({ id }) => id === profile)) return;
  const known = profiles.map(({ id, name }) => `${id} (${name})`).join(", ");
  throw new SitehaulError("profile/unknown", `The site has no backup profile ${profile}`, {
    hint: known === "" ? "It has none at all." : `It has ${known}.`,
  });
}

/** Exports a profile. What comes holds secrets in the clear. */
export async function exportProfile(
  caller: Caller,
  profile: number,
  signal?: AbortSignal,
): Promise<ProfileExport> {
  // A number that is not there exports profile 1 on some versions: ask first.
  refuseUnknownProfile(profile, await caller.send("getProfiles", {}, { signal }));
  const exported = await caller.send("exportConfiguration", { profile }, { signal });
  if (exported !== undefined) return exported;
  throw new SitehaulError("profile/unknown", `The site has no backup profile ${profile}`, {
    hint: "List the site's profiles to see which exist.",
  });
}

/**
 * Imports a profile as a new one, finds its number, and looks whether it was stored as it was sent.
 *
 * @param data an exported profile; configuration and filters as JSON text, or as what that text says
 * @throws {SitehaulError} `profile/no-data` when the data is no exported profile
 */
export async function importProfile(
  caller: Caller,
  data: unknown,
  signal?: AbortSignal,
): Promise<ImportedProfile> {
  const parsed = exportSchema.safeParse(data);
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.join(".") ?? "";
    throw new SitehaulError(
      "profile/no-data",
      `This is not an exported profile: "${place || "description"}" is missing or wrong`,
      { hint: "Use a file written by the export: it has description, configuration and filters." },
    );
  }
  const before = await caller.send("getProfiles", {}, { signal });
  await caller.send("importConfiguration", { data: parsed.data }, { signal });
  const after = await caller.send("getProfiles", {}, { signal });
  const known = new Set(before.map(({ id }) => id));
  const id = after.map((profile) => profile.id).find((each) => !known.has(each));
  if (id === undefined) {
    throw new SitehaulError(
      "site/error",
      "The site accepted the profile, but there is no new one",
      { hint: "Check the profiles in the product itself." },
    );
  }
  const stored = await caller.send("exportConfiguration", { profile: id }, { signal });
  return { id, intact: stored !== undefined && isSame(stored, parsed.data) };
}

function isSame(a: ProfileExport, b: ProfileExport): boolean {
  return normal(a.configuration) === normal(b.configuration) &&
    normal(a.filters) === normal(b.filters);
}

/** Servers store JSON text compact or pretty. */
function normal(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text.trim();
  }
}
