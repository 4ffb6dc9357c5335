/** All methods, by name. */
import type { Call } from "./call.ts";
import { data, refusal, type Reply } from "../wire/reply.ts";
import { startBackup, stepBackup } from "./backups.ts";
import { download, downloadDirect } from "./downloads.ts";
import {
  deleteProfile,
  exportConfiguration,
  getProfiles,
  importConfiguration,
} from "./profiles.ts";
import { deleteFiles, deleteRecord, getBackupInfo, listBackups } from "./records.ts";
import { getVersion, updateGetInformation, updateStage } from "./version.ts";

type Method = (call: Call) => Reply | Promise<Reply>;

const METHODS: Readonly<Record<string, Method>> = {
  getVersion,
  getProfiles,
  listBackups,
  getBackupInfo,
  startBackup,
  stepBackup,
  download,
  downloadDirect,
  delete: deleteRecord,
  deleteFiles,
  deleteProfile,
  exportConfiguration,
  importConfiguration,
  updateGetInformation,
  updateDownload: updateStage("updateDownload"),
  updateExtract: updateStage("updateExtract"),
  updateInstall: updateStage("updateInstall"),
  updateCleanup: updateStage("updateCleanup"),
};

/** The method of that name, in the spelling of the product; names are compared without case. */
function methodNamed(name: string, known: Iterable<string>): string | undefined {
  return [...known].find((each) => each.toLowerCase() === name.toLowerCase());
}

/** Refuses what the version does not have, in its own words. */
export async function runMethod(name: string, call: Call): Promise<Reply> {
  const { behaviour } = call;
  if (methodNamed(name, behaviour.removedMethods) !== undefined) {
    return refusal(501, "This method is no longer supported by the Akeeba Remote JSON API");
  }
  const known = methodNamed(name, behaviour.methods);
  if (known === undefined) return refusal(405, `Invalid method ${spelled(name, call)}`);
  return await (METHODS[known] ?? unimportant(known))(call);
}

function spelled(name: string, { behaviour }: Call): string {
  return behaviour.era === "level-320" ? name.slice(0, 1).toUpperCase() + name.slice(1) : name;
}

/** The methods of configuration: they are there, and what they do does not matter here. */
function unimportant(name: string): Method {
  return ({ behaviour, settings }) => {
    if (name === "log" && behaviour.era === "dual" && settings.product === "joomla") {
      return refusal(500, "FOF: Model \\Akeeba\\Backup\\Site\\Model\\Log not found");
    }
    if (name === "log" || name === "getLog") return data("");
    if (name === "saveProfile" && behaviour.era === "joomla-9") return { kind: "crash" };
    return data(true);
  };
}
