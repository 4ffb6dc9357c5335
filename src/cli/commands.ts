/**
 * All commands, in the order of the help.
 * @module
 */
import type { Command } from "./command.ts";
import { backup } from "./commands/backup.ts";
import { completions } from "./commands/completions.ts";
import { configAdd } from "./commands/config_add.ts";
import { configCheck } from "./commands/config_check.ts";
import { configImport } from "./commands/config_import.ts";
import { configInit } from "./commands/config_init.ts";
import { configList } from "./commands/config_list.ts";
import { configPath } from "./commands/config_path.ts";
import { deleteCommand } from "./commands/delete.ts";
import { deleteFiles } from "./commands/delete_files.ts";
import { detect } from "./commands/detect.ts";
import { doctor } from "./commands/doctor.ts";
import { download } from "./commands/download.ts";
import { endpoints } from "./commands/endpoints.ts";
import { extract } from "./commands/extract.ts";
import { help } from "./commands/help.ts";
import { list } from "./commands/list.ts";
import { ls } from "./commands/ls.ts";
import { man } from "./commands/man.ts";
import { profiles } from "./commands/profiles.ts";
import { profilesExport } from "./commands/profiles_export.ts";
import { profilesImport } from "./commands/profiles_import.ts";
import { show } from "./commands/show.ts";
import { simulate } from "./commands/simulate.ts";
import { test } from "./commands/test.ts";
import { update } from "./commands/update.ts";
import { verify } from "./commands/verify.ts";
import { version } from "./commands/version.ts";

/** All commands. */
export const COMMANDS: readonly Command[] = [
  endpoints,
  detect,
  test,
  doctor,
  backup,
  list,
  show,
  download,
  deleteCommand,
  deleteFiles,
  profiles,
  profilesExport,
  profilesImport,
  update,
  verify,
  ls,
  extract,
  configInit,
  configAdd,
  configList,
  configCheck,
  configPath,
  configImport,
  simulate,
  completions,
  man,
  version,
  help,
];
