/** Which options have an effect with which verb. */
import { isSwitchedOff } from "./options.ts";
import type { Settings } from "./settings.ts";

const DOWNLOADING: readonly string[] = ["dlmode", "dlpath", "filename", "no-verify"];

/** What each verb uses beside the options that say where the site is and how to print. */
const OF_VERBS: Readonly<Record<string, readonly string[]>> = {
  backup: [
    "profile",
    "description",
    "comment",
    "download",
    "delete",
    "force",
    "step-limit",
    "patience",
  ],
  download: ["id", "part", "delete", "patience", ...DOWNLOADING],
  backupinfo: ["id"],
  listbackups: ["from", "limit", "to"],
  delete: ["id"],
  deletefiles: ["id"],
  profileexport: ["id", "file"],
  profileimport: ["file", "data"],
  update: ["minimum-stability"],
};

/** What only some verbs use. */
const OF_SOME: ReadonlySet<string> = new Set([
  ...Object.values(OF_VERBS).flat(),
  ...DOWNLOADING,
  "dlurl",
]);

/** What no verb uses, and why. */
const UNUSED: Readonly<Record<string, string>> = {
  chunk_size: "sitehaul chooses the size of segments",
  verb: "sitehaul finds out what the site accepts",
};

/** A sentence for each option of the command line that does nothing with this verb. */
export function optionsWithoutEffect(settings: Settings, typed: Iterable<string>): string[] {
  const { verb, get, isOn, spelled } = settings;
  const isDownload = verb === "download" || verb === "backup" && isOn("download");
  const used = new Set([
    ...OF_VERBS[verb] ?? [],
    ...isDownload ? DOWNLOADING : [],
    ...isDownload && get("dlmode")?.toLowerCase() === "curl" ? ["dlurl"] : [],
  ]);
  return [...typed].flatMap((name) => {
    if (UNUSED[name] !== undefined) return [`${spelled(name)} has no effect: ${UNUSED[name]}`];
    const says = get(name) !== undefined && !isSwitchedOff(name, get(name) ?? "");
    if (!OF_SOME.has(name) || used.has(name) || !says) return [];
    const isOfDownload = verb === "backup" && [...DOWNLOADING, "dlurl"].includes(name);
    const where = name === "dlurl" && isDownload
      ? "without --dlmode=curl"
      : isOfDownload
      ? "without --download"
      : `with ${verb}`;
    return [`${spelled(name)} has no effect ${where}`];
  });
}
