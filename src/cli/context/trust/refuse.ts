/**
 * What a configuration that is not trusted may not do.
 * @module
 */
import { reachOfSite } from "../../../config/reach.ts";
import { SitehaulError } from "../../../base/errors.ts";
import { loadConfiguration } from "../configuration.ts";
import { isUntrusted, type LoadedConfiguration } from "../find_configuration.ts";
import { fromEnvironment } from "../secrets.ts";
import type { SiteInvocation, Target } from "../target.ts";
import { once } from "../../world/once.ts";

/**
 * Refuses to connect to a site that is named by a configuration which is not trusted, unless all that is
 * needed stands in the file itself: what is run, read or sent from elsewhere could be what somebody
 * wants who has put the file there.
 *
 * @throws {SitehaulError} `config/untrusted`
 */
export async function refuseUntrusted(
  { configured }: Target,
  invocation: SiteInvocation,
): Promise<void> {
  const loaded = await loadConfiguration(invocation);
  if (configured === undefined || loaded === undefined || !isUntrusted(loaded)) return;
  const { name } = configured;
  const [reach] = reachOfSite(configured);
  if (reach !== undefined) throw untrusted(loaded, `${name} uses ${reach}`);
  const secret = secretFromElsewhere(invocation);
  if (secret !== undefined) throw untrusted(loaded, `${secret} is not sent to its site ${name}`);
  once(invocation.world, loaded.file, () => {
    const { output } = invocation;
    output.note(`note: ${loaded.file} is not trusted: only what stands in it is used`);
  });
}

/** The error about something that needs trust. */
export function untrusted({ file, standing }: LoadedConfiguration, what: string): SitehaulError {
  const state = standing === "changed" ? "has changed since it was trusted" : "is not trusted";
  return new SitehaulError("config/untrusted", `${file} ${state}: ${what}`, {
    hint: 'Look at the file. If it is yours: "sitehaul config trust". ' +
      "A file that is named with --config needs no trust.",
  });
}

function secretFromElsewhere({ flags, world }: SiteInvocation): string | undefined {
  const typed = (["secret", "token", "secret-file"] as const).find((name) =>
    flags[name] !== undefined
  );
  if (typed !== undefined) return `the secret of --${typed}`;
  const [variable] = Object.keys(fromEnvironment(world));
  return variable === undefined ? undefined : `SITEHAUL_${variable.toUpperCase()}`;
}
