/** getVersion, and the updates of versions that have them. */
import type { Call } from "./call.ts";
import { data, type Json, refusal, type Reply } from "../wire/reply.ts";

/** What the site tells of itself. */
export function getVersion(call: Call): Reply {
  const { settings, behaviour, api } = call;
  const text = api === 1 || behaviour.isOld;
  const version: { [key: string]: Json } = {
    api: text ? String(behaviour.level) : behaviour.level,
    component: call.site.installedVersion ?? settings.version,
    date: releaseDate(settings.version),
    edition: settings.edition,
  };
  const information = updateInformation(call);
  return data(information === undefined ? version : { ...version, updateinfo: information });
}

/** Joomla updates by itself from 9 on; its level 320 said nothing of updates in getVersion. */
function updateInformation(
  { site, settings, behaviour }: Call,
): { [key: string]: Json } | undefined {
  const { product } = settings;
  const update = site.installedVersion === undefined ? settings.update : undefined;
  const common = { hasUpdate: update !== undefined };
  switch (behaviour.era) {
    case "level-320":
    case "joomla-9":
    case "joomla-9.6":
      return undefined;
    case "level-330":
      return {
        stuck: 0,
        ...(update === undefined ? {} : found(update)),
        minstabilityMatch: 1,
        platformMatch: 1,
        ...common,
      };
    case "level-350":
    case "dual":
      if (product === "joomla") {
        const [version, infoURL] = update === undefined ? ["", ""] : [update.version, INFORMATION];
        return { ...common, version, infoURL };
      }
  }
  if (update === undefined) return { stuck: 0, loadedUpdate: 0, ...common };
  const matches = { loadedUpdate: 1, minstabilityMatch: 1, platformMatch: 1 };
  const platforms = { wordpress: ["6.3+"], php: ["7.4+"] };
  return { stuck: 0, ...found(update), platforms, ...matches, ...common };
}

const INFORMATION = "https://www.example.com/info";

function found({ version, stability = "stable" }: { version: string; stability?: string }): {
  [key: string]: Json;
} {
  const download = "https://www.example.com/download.zip";
  return {
    version,
    date: "2026-02-03",
    infoUrl: INFORMATION,
    link: download,
    download,
    maturity: stability,
  };
}

/** `YYYY-MM-DD`; of most versions, a day that serves the purpose. */
export function releaseDate(version: string): string {
  const known: Readonly<Record<string, string>> = {
    "10.2.1": "2025-12-11",
    "9.1.1": "2025-12-11",
    "9.3.3": "2022-10-10",
    "8.0.3": "2021-03-22",
    "7.5.0.1": "2020-12-14",
  };
  return known[version] ?? "2020-06-15";
}

/** Without an update, the fields are there all the same, and empty. */
export function updateGetInformation(call: Call): Reply {
  return data(updateInformation(call) ?? { hasUpdate: false, version: "", infoURL: "" });
}

const STAGES = {
  updateDownload: ["none", "downloaded"],
  updateExtract: ["downloaded", "extracted"],
  updateInstall: ["extracted", "installed"],
  updateCleanup: ["installed", "none"],
} as const;

/** Refused where the stage before has not been done. */
export function updateStage(method: keyof typeof STAGES): (call: Call) => Reply {
  const [before, after] = STAGES[method];
  return ({ site, settings }) => {
    if (method !== "updateDownload" && site.updateStage !== before) {
      return refusal(500, `${method}: the stage before has not been done`);
    }
    site.updateStage = after;
    if (method === "updateInstall") site.installedVersion = settings.update?.version;
    return data(true);
  };
}
