/** getProfiles, exportConfiguration and importConfiguration. */
import type { Call } from "./call.ts";
import { intOf, objectOf } from "../wire/parameters.ts";
import { data, refusal, type Reply } from "../wire/reply.ts";

const DEFAULT_CONFIGURATION = '{\n    "akeeba": {\n        "basic": {\n            ' +
  '"output_directory": "[DEFAULT_OUTPUT]"\n        }\n    }\n}';
const NOT_A_PROFILE = "Invalid file. This doesn't look like an exported profile .json file.";

/** Observed: 2.0.4, 3.1.1 for WordPress and Solo. */
const UNFINISHED: Reply = { kind: "text", text: 'Identifier "factory" is not defined.' };

/** The profiles; their ids are numbers or texts, as the version has it. */
export function getProfiles({ site, behaviour }: Call): Reply {
  return data(site.profiles.map(({ id, name }) => ({
    id: behaviour.numericProfileIds ? id : String(id),
    name,
  })));
}

/** A profile with its settings in the clear. */
export function exportConfiguration({ site, behaviour, parameters }: Call): Reply {
  if (behaviour.transferCrashes) return UNFINISHED;
  const asked = intOf(parameters, "profile", 1);
  const profile = site.profile(asked > 0 ? asked : 1);
  if (profile === undefined) {
    return behaviour.unknownExport === "404"
      ? refusal(404, "Could not load record")
      : data({ description: null, configuration: null, filters: null });
  }
  return data({
    description: profile.name,
    configuration: profile.configuration ?? DEFAULT_CONFIGURATION,
    filters: profile.filters ?? "{}",
  });
}

/** Deletes a profile: 9.x says yes to everything, older ones look first (observed). */
export function deleteProfile({ site, behaviour, parameters }: Call): Reply {
  const id = intOf(parameters, "profile");
  const index = site.profiles.findIndex((profile) => profile.id === id);
  if (behaviour.era !== "joomla-9") {
    if (id === 1) return refusal(404, "You cannot delete the default backup profile");
    if (index < 0) return refusal(404, "Could not load record");
  }
  if (index >= 0 && id !== 1) site.profiles.splice(index, 1);
  return data(true);
}

/** Makes a profile of an export, or overwrites one. */
export function importConfiguration({ site, behaviour, parameters }: Call): Reply {
  if (behaviour.transferCrashes) return UNFINISHED;
  const given = objectOf(parameters, "data");
  const { description, configuration, filters } = given ?? {};
  if (
    typeof description !== "string" || typeof configuration !== "string" ||
    typeof filters !== "string"
  ) {
    return refusal(
      0,
      behaviour.era === "joomla-9" ? "COM_AKEEBABACKUP_PROFILES_ERR_IMPORT_INVALID" : NOT_A_PROFILE,
    );
  }
  // WordPress 9.1.1 stores the backslashes that it has added itself.
  const kept = (text: string) => behaviour.addsSlashes ? text.replace(/["'\\]/g, "\\$&") : text;
  const profile = {
    name: kept(description),
    configuration: kept(configuration),
    filters: kept(filters),
  };
  site.putProfile(profile, behaviour.importOverwrites ? intOf(parameters, "profile") : undefined);
  return data(true);
}
