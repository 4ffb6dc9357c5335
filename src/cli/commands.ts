/**
 * All commands: the declaration of each, and its module, which is loaded only when it is run.
 * @module
 */
import { type Command, command } from "./context/command.ts";
import { detect, doctor, endpoints, test } from "./declarations/sites.ts";
import {
  backup,
  deleteCommand,
  deleteFiles,
  download,
  list,
  show,
  update,
} from "./declarations/backups.ts";
import { profiles, profilesExport, profilesImport } from "./declarations/profiles.ts";
import { extract, ls, verify } from "./declarations/archives.ts";
import {
  configAdd,
  configCheck,
  configImport,
  configInit,
  configList,
  configPath,
} from "./declarations/configuration.ts";
import { configTrust, configTrusted, configUntrust } from "./declarations/trust.ts";
import { completions, help, man, simulate, version } from "./declarations/program.ts";

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  command(endpoints, () => import("./commands/endpoints.ts")),
  command(detect, () => import("./commands/detect.ts")),
  command(test, () => import("./commands/test.ts")),
  command(doctor, () => import("./commands/doctor.ts")),
  command(backup, () => import("./commands/backup.ts")),
  command(list, () => import("./commands/list.ts")),
  command(show, () => import("./commands/show.ts")),
  command(download, () => import("./commands/download.ts")),
  command(deleteCommand, () => import("./commands/delete.ts")),
  command(deleteFiles, () => import("./commands/delete_files.ts")),
  command(profiles, () => import("./commands/profiles.ts")),
  command(profilesExport, () => import("./commands/profiles_export.ts")),
  command(profilesImport, () => import("./commands/profiles_import.ts")),
  command(update, () => import("./commands/update.ts")),
  command(verify, () => import("./commands/verify.ts")),
  command(ls, () => import("./commands/ls.ts")),
  command(extract, () => import("./commands/extract.ts")),
  command(configInit, () => import("./commands/config_init.ts")),
  command(configAdd, () => import("./commands/config_add.ts")),
  command(configList, () => import("./commands/config_list.ts")),
  command(configCheck, () => import("./commands/config_check.ts")),
  command(configPath, () => import("./commands/config_path.ts")),
  command(configImport, () => import("./commands/config_import.ts")),
  command(configTrust, () => import("./commands/config_trust.ts")),
  command(configUntrust, () => import("./commands/config_untrust.ts")),
  command(configTrusted, () => import("./commands/config_trusted.ts")),
  command(simulate, () => import("./commands/simulate.ts")),
  command(completions, () => import("./commands/completions.ts")),
  command(man, () => import("./commands/man.ts")),
  command(version, () => import("./commands/version.ts")),
  command(help, () => import("./commands/help.ts")),
];
