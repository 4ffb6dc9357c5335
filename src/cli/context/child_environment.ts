/**
 * What a program that is run for one secret gets to see of the environment.
 * @module
 */

/** What loads other code into a program, or may; such a thing is for this program, if for any. */
const HOOKS =
  /^(?:LD_|DYLD_|BASH_ENV$|BASH_FUNC_|ENV$|NODE_OPTIONS$|PERL5OPT$|RUBYOPT$|JAVA_TOOL_OPTIONS$)/i;

/** What this program itself is told, secrets among it. */
const OWN = /^SITEHAUL_/i;

/**
 * The environment without what is this program's own, and without what loads code. A password manager
 * needs most of the rest: folders, a terminal, a screen, an agent, or a session of its own.
 *
 * @param environment all of it
 * @param secrets the names of variables that hold secrets of sites
 */
export function childEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  secrets: ReadonlySet<string>,
): Record<string, string> {
  // On Windows, the case of a name means nothing.
  const named = new Set([...secrets].map((name) => name.toUpperCase()));
  const left: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    const isHidden = HOOKS.test(name) || OWN.test(name) || named.has(name.toUpperCase());
    if (value !== undefined && !isHidden) left[name] = value;
  }
  return left;
}
