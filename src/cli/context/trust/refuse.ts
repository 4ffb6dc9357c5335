/** What a configuration that is not trusted may not do. */
import { reachOfSite } from "../../../config/reach.ts";
import { SitehaulError } from "../../../base/errors.ts";
import type { Configuration, ConfiguredSite } from "../configuration.ts";
import type { Context, SiteFlags } from "../context.ts";
import type { LoadedConfiguration } from "../find_configuration.ts";
import { fromEnvironment } from "../secrets.ts";
import type { World } from "../../world/world.ts";

/**
 * Refuses to connect to a site that is named by a configuration which is not trusted, unless all that is
 * needed stands in the file itself: what is run, read or sent from elsewhere could be what somebody
 * wants who has put the file there.
 *
 * @throws {SitehaulError} `config/untrusted`
 */
export function refuseUntrusted(
  site: ConfiguredSite,
  { flags, context: { world, output, once }, configuration: { loaded, isUntrusted } }: {
    readonly flags: SiteFlags;
    readonly context: Context;
    readonly configuration: Configuration;
  },
): void {
  if (loaded === undefined || !isUntrusted) return;
  const [reach] = reachOfSite(site);
  if (reach !== undefined) throw untrusted(loaded, `${site.name} uses ${reach}`);
  const secret = secretFromElsewhere(flags, world);
  if (secret !== undefined) {
    throw untrusted(loaded, `${secret} is not sent to its site ${site.name}`);
  }
  once(
    `note: ${loaded.file} is not trusted: only what stands in it is used`,
    (text) => output.note(text),
  );
}

/** The error about something that needs trust. */
export function untrusted({ file, standing }: LoadedConfiguration, what: string): SitehaulError {
  const state = standing === "changed" ? "has changed since it was trusted" : "is not trusted";
  return new SitehaulError("config/untrusted", `${file} ${state}: ${what}`, {
    hint: 'Look at the file. If it is yours: "sitehaul config trust". ' +
      "A file that is named with --config needs no trust.",
  });
}

function secretFromElsewhere(flags: SiteFlags, world: World): string | undefined {
  const typed = (["secret", "token", "secret-file"] as const).find((name) =>
    flags[name] !== undefined
  );
  if (typed !== undefined) return `the secret of --${typed}`;
  const [variable] = Object.keys(fromEnvironment(world));
  return variable === undefined ? undefined : `SITEHAUL_${variable.toUpperCase()}`;
}
