import { meant } from "../parse/flags.ts";
import { removeSite } from "../../config/edit.ts";
import { SitehaulError } from "../../base/errors.ts";
import { quoted } from "../../base/message_text.ts";
import { nearest } from "../../base/nearest.ts";
import type { InvocationOf } from "../context/command.ts";
import type { Configuration } from "../context/configuration.ts";
import { changeConfiguration, refuseToChange } from "../context/write_configuration.ts";
import type { configRemove } from "../declarations/configuration.ts";
import { confirm } from "../world/confirm.ts";

export async function run(
  { args, flags, context }: InvocationOf<typeof configRemove>,
): Promise<void> {
  const { world, output } = context;
  const configuration = await context.configuration();
  await refuseToChange(configuration);
  const names = [...new Set(args.sites.map((named) => nameIn(configuration, named)))];
  const list = names.join(", ");
  await confirm(`Remove ${list} from ${configuration.loaded?.file}?`, flags, world);
  const file = await changeConfiguration(context, {
    change: (text, path) => names.reduce((soFar, name) => removeSite(soFar, name, path), text),
    hide: false,
  });
  output.result({ ok: true, file, sites: names }, () => `Removed ${list} from ${file}`, {
    isOurs: true,
  });
}

/** As it stands in the file. */
function nameIn(configuration: Configuration, named: string): string {
  const found = configuration.siteCalled(named);
  if (found !== undefined) return found.name;
  const { loaded, sites } = configuration;
  const guess = nearest(named, sites.map(({ name }) => name));
  const where = loaded === undefined ? "; there is no configuration" : ` in ${loaded.file}`;
  throw new SitehaulError("usage/no-site", `There is no site ${quoted(named)}${where}`, {
    hint: meant(guess) +
      '"sitehaul config list" shows all sites.',
  });
}
