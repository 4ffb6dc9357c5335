import { SitehaulError } from "../../errors.ts";
import type { InvocationOf } from "../command.ts";
import type { completions } from "../declarations/program.ts";

/** Runs `completions`. */
export async function run(invocation: InvocationOf<typeof completions>): Promise<void> {
  const { args: { shell }, flags, output, world, commands } = invocation;
  for (const kind of ["records", "profiles"] as const) {
    const { [kind]: site } = flags;
    if (site === undefined) continue;
    const { knownIds } = await import("../completion/known_ids.ts");
    const ids = await knownIds(kind, site, world);
    return output.result(ids, () => ids.map(({ id, about }) => `${id}\t${about}`).join("\n"));
  }
  if (flags.words) {
    const { siteNames } = await import("../completion/site_names.ts");
    const names = await siteNames(invocation);
    return output.result(names, () => names.join("\n"));
  }
  if (shell === undefined) {
    throw new SitehaulError("usage/value", "completions needs SHELL: bash, zsh or fish", {
      hint: '"sitehaul completions --help" has examples.',
    });
  }
  const { completionScript } = await import("../completion/script.ts");
  const script = completionScript(shell, commands);
  // Secrets are hidden where they show; in a script that would break the words that look alike.
  output.result({ shell, script }, () => script.trimEnd(), { exactly: true });
}
