/** All commands: the declaration of each, and its module, which is loaded only when it is run. */
import type { Command, Invocation, Run } from "./context/command.ts";
import type { Declaration, Flags, Positionals } from "./declarations/command.ts";
import * as sites from "./declarations/sites.ts";
import * as backups from "./declarations/backups.ts";
import * as fleet from "./declarations/fleet.ts";
import * as monitoring from "./declarations/monitoring.ts";
import * as profiles from "./declarations/profiles.ts";
import * as history from "./declarations/history.ts";
import * as archives from "./declarations/archives.ts";
import * as configuration from "./declarations/configuration.ts";
import * as copies from "./declarations/copies.ts";
import * as trust from "./declarations/trust.ts";
import * as program from "./declarations/program.ts";

/** All commands, in the order of the help, group by group. */
export const COMMANDS: readonly Command[] = [
  command(backups.backup, () => import("./commands/backup.ts")),
  command(fleet.run, () => import("./commands/run.ts")),
  command(fleet.resume, () => import("./commands/resume.ts")),
  command(backups.list, () => import("./commands/list.ts")),
  command(backups.show, () => import("./commands/show.ts")),
  command(backups.deleteCommand, () => import("./commands/delete.ts")),
  command(backups.deleteFiles, () => import("./commands/delete_files.ts")),
  command(backups.download, () => import("./commands/download.ts")),
  command(copies.prune, () => import("./commands/prune.ts")),
  command(copies.pin, () => import("./commands/pin.ts")),
  command(copies.unpin, () => import("./commands/unpin.ts")),
  command(archives.verify, () => import("./commands/verify.ts")),
  command(archives.ls, () => import("./commands/ls.ts")),
  command(archives.extract, () => import("./commands/extract.ts")),
  command(profiles.profiles, () => import("./commands/profiles.ts")),
  command(profiles.profilesExport, () => import("./commands/profiles_export.ts")),
  command(profiles.profilesImport, () => import("./commands/profiles_import.ts")),
  command(backups.update, () => import("./commands/update.ts")),
  command(sites.doctor, () => import("./commands/doctor.ts")),
  command(sites.endpoints, () => import("./commands/endpoints.ts")),
  command(sites.detect, () => import("./commands/detect.ts")),
  command(sites.test, () => import("./commands/test.ts")),
  command(monitoring.status, () => import("./commands/status.ts")),
  command(history.history, () => import("./commands/history.ts")),
  command(configuration.configAdd, () => import("./commands/config_add.ts")),
  command(configuration.configInit, () => import("./commands/config_init.ts")),
  command(configuration.configRemove, () => import("./commands/config_remove.ts")),
  command(configuration.configList, () => import("./commands/config_list.ts")),
  command(configuration.configCheck, () => import("./commands/config_check.ts")),
  command(configuration.configPath, () => import("./commands/config_path.ts")),
  command(configuration.configImport, () => import("./commands/config_import.ts")),
  command(trust.configTrust, () => import("./commands/config_trust.ts")),
  command(trust.configUntrust, () => import("./commands/config_untrust.ts")),
  command(trust.configTrusted, () => import("./commands/config_trusted.ts")),
  command(program.simulate, () => import("./commands/simulate.ts")),
  command(program.completions, () => import("./commands/completions.ts")),
  command(program.man, () => import("./commands/man.ts")),
  command(program.version, () => import("./commands/version.ts")),
  command(program.help, () => import("./commands/help.ts")),
];

/** A command from its declaration and its module, which is loaded only when the command is run. */
function command<F extends Flags, P extends Positionals>(
  declaration: Declaration<F, P>,
  load: () => Promise<{ run: Run<Invocation<F, P>> }>,
): Command {
  return {
    ...declaration,
    async load() {
      const { run } = await load();
      // The values are checked against this declaration; a list of commands cannot tell the type.
      return run as unknown as Run<Invocation>;
    },
  };
}
