/** getVersion, and the updates of versions that have them. */
import type { Call } from "../call.ts";
import { data, type Json, refusal, type Reply } from "../reply.ts";

/** What the site tells of itself. */
export function getVersion(call: Call): Reply {
  const { settings, behaviour, api } = call;
  const text = api === 1 || behaviour.era === "level-320" || behaviour.era === "level-330";
  const version: { [key: string]: Json } = {
    api: text ? String(behaviour.level) : behaviour.level,
    component: settings.version,
    date: releaseDate(settings.version),
    edition: settings.edition,
  };
  const information = updateInformation(call);
  return data(information === undefined ? version : { ...version, updateinfo: information });
}

/** Joomla updates by itself from 9 on; its level 320 said nothing of updates in getVersion. */
function updateInformation({ settings, behaviour }: Call): Json | undefined {
  switch (behaviour.era) {
    case "level-320":
    case "joomla-9":
    case "joomla-9.6":
      return undefined;
    case "level-330":
      return { stuck: 0, minstabilityMatch: 1, platformMatch: 1, hasUpdate: false };
    case "standalone-8":
      return { stuck: 0, loadedUpdate: 0, hasUpdate: false };
    default:
      return settings.product === "joomla"
        ? { hasUpdate: false, version: "", infoURL: "" }
        : { stuck: 0, loadedUpdate: 0, hasUpdate: false };
  }
}

function releaseDate(version: string): string {
  const known: Readonly<Record<string, string>> = {
    "10.2.1": "2025-12-11",
    "9.1.1": "2025-12-11",
    "9.3.3": "2022-09-28",
    "8.0.3": "2021-03-22",
    "7.5.0.1": "2020-12-14",
  };
  return known[version] ?? "2020-06-15";
}

/** What an update would bring. */
export function updateGetInformation(call: Call): Reply {
  return data({ hasUpdate: false, version: "", infoURL: "", ...objectOf(updateInformation(call)) });
}

function objectOf(value: Json | undefined): { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as { readonly [key: string]: Json }
    : {};
}

const STAGES = {
  updateDownload: ["none", "downloaded"],
  updateExtract: ["downloaded", "extracted"],
  updateInstall: ["extracted", "installed"],
  updateCleanup: ["installed", "none"],
} as const;

/** One stage of an update: each wants the one before. */
export function updateStage(method: keyof typeof STAGES): (call: Call) => Reply {
  const [before, after] = STAGES[method];
  return ({ site }) => {
    if (method !== "updateDownload" && site.updateStage !== before) {
      return refusal(500, `${method}: the stage before has not been done`);
    }
    site.updateStage = after;
    return data(true);
  };
}
