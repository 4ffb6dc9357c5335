/** The file that a command about trust is for. */
import { resolve } from "node:path";
import { candidateFiles, namedFile } from "../../../config/find.ts";
import { SitehaulError } from "../../../base/errors.ts";
import { isThere, placesOf } from "../find_configuration.ts";
import type { World } from "../../world/world.ts";

/**
 * The file that was given, or the one that sitehaul finds.
 *
 * @throws {SitehaulError} `config/invalid`
 */
export async function fileForTrust(given: string | undefined, world: World): Promise<string> {
  if (given !== undefined) return resolve(world.cwd(), given);
  const places = placesOf(world, undefined);
  const named = namedFile(places);
  if (named !== undefined) return named;
  for (const file of candidateFiles(places)) if (await isThere(file)) return file;
  throw new SitehaulError("config/invalid", "There is no configuration file", {
    hint: "Name it: sitehaul config trust FILE.",
  });
}
