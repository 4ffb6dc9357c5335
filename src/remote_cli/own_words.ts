/**
 * What sitehaul says of its own flags, in the words of the command line of Akeeba Remote CLI that was
 * typed. Only what its own commands say is put into other words: the rest speaks of the options as it is.
 */
import { SitehaulError } from "../base/errors.ts";
import { withFlags } from "../cli/world/failure.ts";
import { attemptsOf } from "../cli/output/documents.ts";
import type { Output } from "../cli/output/output.ts";
import { OPTION_OF } from "./equivalents.ts";
import { isOption } from "./options.ts";

/** How an option was written, such as `-d` for `download`. */
export type Spelling = (option: string) => string;

const plain: Spelling = (option) => `--${option}`;

const FLAG = /--([a-z][a-z-]*[a-z])/g;
/** Both are one mode of Akeeba Remote CLI. */
const REMOTE_MODE = /--mode[ =]s?ftp\b/g;

/** The text with the options that can be written on this command line. */
export function withOptions(text: string, spelled: Spelling = plain): string {
  return text.replace(REMOTE_MODE, `${plain("dlmode")}=curl`).replace(FLAG, (flag, name) => {
    const option = OPTION_OF[name] ?? name;
    return isOption(option) ? spelled(option) : flag;
  });
}

/** The same for a hint; flags that have no option are said to be sitehaul's own. */
export function hintWithOptions(hint: string, spelled: Spelling = plain): string {
  const told = withOptions(hint, spelled);
  const own = (told.match(FLAG) ?? []).filter((flag) =>
    !isOption(flag.slice(2)) && !flag.startsWith("--allow-")
  );
  return own.length === 0
    ? told
    : `${told} (${
      [...new Set(own)].join(", ")
    }: on sitehaul's own command lines, see sitehaul help.)`;
}

/** The output for a command of sitehaul. */
export function speaking(output: Output, spelled: Spelling): Output {
  return {
    ...output,
    note: (text) => output.note(withOptions(text, spelled)),
    warn: (text) => output.warn(withOptions(text, spelled)),
  };
}

/** The error of a command of sitehaul; the original is its cause. */
export function errorWithOptions(error: unknown, spelled: Spelling): unknown {
  if (!(error instanceof SitehaulError)) return error;
  const { code, message, hint } = withFlags(error);
  const told = new SitehaulError(code, withOptions(message, spelled), {
    ...hint === undefined ? {} : { hint: hintWithOptions(hint, spelled) },
    cause: error,
  });
  const attempts = attemptsOf(error);
  return attempts === undefined ? told : Object.assign(told, { attempts });
}
