/** What to do about a flag that a command does not have, where that is known. */
import type { Declaration } from "../declarations/command.ts";
import { CHOICE_FLAGS, CONFIG_FLAG, SITE_FLAGS } from "../declarations/shared.ts";

/** The beginning of the hint about a flag that the command does not have. */
export function flagHint(command: Declaration, written: string): string | undefined {
  return foreignHint(command, written) ?? hintOfOthers(command, written);
}

/** What somebody used to Akeeba Remote CLI probably meant; its own verbs have these options. */
function foreignHint({ name, positionals }: Declaration, written: string): string | undefined {
  const verbs: Readonly<Record<string, string>> = {
    list: "listbackups",
    show: "backupinfo",
    "delete-files": "deletefiles",
    "profiles export": "profileexport",
    "profiles import": "profileimport",
  };
  if (written === "-s") return "Write --secret WORD. ";
  if (written === "-t") return "Write --token TOKEN. ";
  // A separate -h requests help: here, something was attached to it.
  if (written === "-h") return "Write -h HOST, with a blank between them. ";
  if (written !== "--host" || !("site" in positionals || "sites" in positionals)) return undefined;
  const verb = verbs[name];
  return `Write ${name} SITE${verb === undefined ? "" : `, or ${verb} --host=SITE`}. `;
}

/** A flag that would have no effect in a command that does not connect to any site. */
function hintOfOthers({ positionals }: Declaration, written: string): string | undefined {
  const name = written.replace(/^--/, "");
  const isForOne = "site" in positionals && Object.hasOwn(CHOICE_FLAGS, name);
  if (isForOne) return "This command is for one site. ";
  if (Object.hasOwn(CONFIG_FLAG, name)) return "Only commands that use the configuration have it. ";
  const isOfSites = Object.hasOwn(SITE_FLAGS, name);
  return isOfSites ? "Only commands that connect to a site have it. " : undefined;
}
