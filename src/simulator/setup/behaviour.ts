/** How each generation of the product behaves: what differs between versions, in one place. */
import type { SimulatedProduct } from "./options.ts";

/** A generation: versions that behave alike. */
export type Era =
  | "level-320"
  | "level-330"
  | "level-350"
  | "dual"
  | "joomla-9"
  | "joomla-9.6"
  | "standalone-8";

const BASIC = [
  "getVersion",
  "getProfiles",
  "startBackup",
  "stepBackup",
  "listBackups",
  "getBackupInfo",
  "download",
  "downloadDirect",
  "delete",
  "deleteFiles",
];
const TRANSFER = ["exportConfiguration", "importConfiguration"];
const UPDATES = ["updateDownload", "updateExtract", "updateInstall", "updateCleanup"];
const CONFIGURATION =
  ("browse log saveProfile deleteProfile saveConfiguration getGUIConfiguration testDBConnection " +
    "getDBFilters getDBEntities getDBRoots setDBFilter getFSFilters getFSEntities getFSRoots " +
    "setFSFilter getRegexDBFilters setRegexDBFilter getRegexFSFilters setRegexFSFilter " +
    "getIncludedDBs setIncludedDB removeIncludedDB getIncludedDirectories setIncludedDirectory " +
    "removeIncludedDirectory").split(" ");

/** The first position at which the numbers of two versions differ decides. */
export function isAtLeast(version: string, least: string): boolean {
  const numbers = (text: string) => text.split(/[^0-9]+/).map(Number);
  const [a, b] = [numbers(version), numbers(least)];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function eraOf(product: SimulatedProduct, version: string): Era {
  const since = (least: string) => isAtLeast(version, least);
  if (product === "joomla") {
    if (since("9.6.0")) return "joomla-9.6";
    if (since("9.0.0")) return "joomla-9";
    if (since("7.5.0")) return "dual";
    return since("4.0.0") ? "level-350" : "level-320";
  }
  if (since("8.0.0")) return "standalone-8";
  if (since("7.4.0")) return "dual";
  return since("2.0.0") ? "level-350" : "level-330";
}

/** By the version's place among the generations of its product. */
export function behaviourOf(product: SimulatedProduct, version: string) {
  const era = eraOf(product, version);
  const joomla = product === "joomla";
  const old = era === "level-320" || era === "level-330";
  const modern = era === "joomla-9" || era === "joomla-9.6" || era === "standalone-8";
  return {
    /** Decides what has no field of its own, such as the words of refusals. */
    era,
    /** Whether it is one of the generations that are still maintained. */
    isModern: modern,
    /** Whether it is one of the generations before profiles could be exported. */
    isOld: old,
    /** The API level that getVersion reports. */
    level: levelOf(era, product, version),
    /** Whether API version 1 works. */
    hasLegacyApi: !modern,
    /** Whether API version 2 works. */
    hasApi2: modern || era === "dual",
    // Observed: 7.5.0.1 and 8.0.3; 7.0.x to 7.3.x have nothing else.
    /** Whether API version 1 stops four months after the release (status 402). */
    legacyApiExpires: joomla && !modern && isAtLeast(version, "7.0.0"),
    /** Whether it knows export and import of profiles, and fails in them (observed: 2.0.4 to 3.1.1). */
    transferCrashes: !joomla && era === "level-350" && !isAtLeast(version, "3.5.0"),
    /** What an address of API version 2 shows where there is none yet: HTTP 500 (observed: 6.6.1). */
    crashesOnApi2: joomla && era === "level-350" && isAtLeast(version, "6.0.0"),
    /** Whether the Core edition has the API: until 3.5.1. */
    coreHasApi: !isAtLeast(version, "3.5.2"),
    /** Whether the version belongs to the time of PHP 7. */
    agesWithPhp7: !modern,
    /** Where a backup's identifier comes from. */
    backupId: backupIdOf(era),
    /** Whether a step with an unknown identifier is refused, or runs a backup that nobody asked for. */
    unknownStep: joomla && modern
      ? "error"
      : era === "dual" || era === "level-350"
      ? "phantom-second"
      : "phantom-at-once",
    /** Numbers in JSON; texts otherwise. */
    numericProfileIds: joomla && modern,
    /** Bytes in a full answer of `download`. */
    segmentBytes: old ? 1_048_756 : 1_048_576,
    /** What `delete` really does, and with which status it refuses. */
    deletes: deletesOf(era, product, version),
    /** Whether `listBackups` ignores `from` and `limit`. */
    ignoresRange: era === "joomla-9",
    /** What the export of an unknown profile answers. */
    unknownExport: joomla && modern ? "nulls" : "404",
    /** Whether an import overwrites the profile that it names. */
    importOverwrites: !(joomla && modern),
    /** Whether texts that come in get the backslashes of WordPress. */
    addsSlashes: product === "wordpress" && modern,
    /** Whether a weak Secret Word is refused. */
    wantsStrongSecret: !old,
    /** Characters whose presence in a Secret Word means that it never matches. */
    unmatchable: unmatchableOf(product, modern || era === "dual"),
    /** Whether a token may call only what its user may, and API version 3 takes the Secret Word. */
    enforcesRights: joomla && isAtLeast(version, "10.4.0"),
    // Observed: 9.3.3, and split archives of 7.5.0.1.
    /** What is wrong in ZIP archives, if anything. */
    zipFault: era === "joomla-9"
      ? "text-checksums"
      : joomla && era === "dual"
      ? "wrong-parts"
      : undefined,
    /** Those that it answers; all others are unknown to it. */
    methods: new Set(methodsOf(era, product, version)),
    /** Methods that are known and answer 501. */
    removedMethods: new Set(era === "joomla-9.6" ? CONFIGURATION : []),
  } as const;
}

/** What a version does its own way. */
export type Behaviour = ReturnType<typeof behaviourOf>;

function levelOf(era: Era, product: SimulatedProduct, version: string): number {
  const levels: Readonly<Record<Era, number>> = {
    "level-320": 320,
    "level-330": 330,
    // Observed: 340 in 5.2.3 for Joomla and 3.5.1 of the others, 350 in 5.2.5 to 7.3.0 for Joomla.
    "level-350": isAtLeast(version, product === "joomla" ? "5.2.5" : "4.0.0") ? 350 : 340,
    "dual": 400,
    "joomla-9": 500,
    "joomla-9.6": 600,
    "standalone-8": 400,
  };
  return levels[era];
}

function backupIdOf(era: Era): "none" | "on-demand" | "record" | "stamp" {
  if (era === "level-320") return "none";
  if (era === "level-330") return "on-demand";
  return era === "dual" || era === "level-350" ? "record" : "stamp";
}

function deletesOf(
  era: Era,
  product: SimulatedProduct,
  version: string,
): "strict" | "lenient" | "never" | "broken" {
  if (era === "joomla-9") return isAtLeast(version, "9.5.1") ? "strict" : "broken";
  if (era === "joomla-9.6") return "strict";
  return era === "level-330" && product === "wordpress" ? "never" : "lenient";
}

function unmatchableOf(product: SimulatedProduct, filtered: boolean): RegExp | undefined {
  if (!filtered) return undefined;
  return product === "wordpress" ? /["'\\<]/ : /</;
}

function methodsOf(era: Era, product: SimulatedProduct, version: string): string[] {
  switch (era) {
    case "level-320":
      return [...BASIC, "startSRPBackup", "getLog"];
    case "level-330":
      return [...BASIC, "log", ...UPDATES.slice(0, 3)];
    case "level-350":
    case "dual": {
      const updates = product === "joomla" ? [] : UPDATES;
      const lacksTransfer = product === "joomla" && !isAtLeast(version, "5.2.5");
      return [
        ...BASIC,
        ...(lacksTransfer ? [] : TRANSFER),
        ...CONFIGURATION,
        "updateGetInformation",
        ...updates,
      ];
    }
    case "joomla-9":
      return [...BASIC, ...TRANSFER, ...CONFIGURATION];
    default:
      return [...BASIC, ...TRANSFER];
  }
}
