/**
 * What sitehaul says of its own flags, in the words of Akeeba Remote CLI.
 * @module
 */
import { isOption } from "./options.ts";

/** Flags of sitehaul, and the options that do the same. */
const OPTION_OF: Readonly<Record<string, string>> = {
  "--api": "--api-version",
  "--ca-file": "--certificate",
  "--delete-remote": "--delete",
  "--dir": "--dlpath",
  "--json": "--machine-readable",
  "--min-stability": "--minimum-stability",
  "--mode": "--dlmode",
  "--no-color": "--nocolor",
  "--url": "--dlurl",
};

const FLAG = /--[a-z][a-z-]*[a-z]/g;

/** The text with the options that can be written on this command line. */
export function withOptions(text: string): string {
  return text.replace(FLAG, (flag) => OPTION_OF[flag] ?? flag);
}

/** The same for a hint; flags that have no option are said to be sitehaul's own. */
export function hintWithOptions(hint: string): string {
  const told = withOptions(hint);
  const own = (told.match(FLAG) ?? []).filter((flag) =>
    !isOption(flag.slice(2)) && !flag.startsWith("--allow-")
  );
  return own.length === 0
    ? told
    : `${told} (${
      [...new Set(own)].join(", ")
    }: on sitehaul's own command lines, see sitehaul help.)`;
}
