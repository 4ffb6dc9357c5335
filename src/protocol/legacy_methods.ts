/**
 * API methods of older versions that change the configuration of a site. sitehaul has no
 * commands for them; they are in the table so that a call can say where they exist.
 * @module
 */
import * as z from "zod";
import type { ApiParameters } from "./endpoint.ts";
import type { Method } from "./method.ts";

/** The parameters of a legacy method, passed on as they are. */
export type LegacyParameters = ApiParameters;

/** The name of a legacy method (level 400 to 500 has all of them; observed: 7.5.0.1, 8.0.3). */
export type LegacyMethodName =
  | "browse"
  | "deleteProfile"
  | "getDBEntities"
  | "getDBFilters"
  | "getDBRoots"
  | "getFSEntities"
  | "getFSFilters"
  | "getFSRoots"
  | "getGUIConfiguration"
  | "getIncludedDBs"
  | "getIncludedDirectories"
  | "getRegexDBFilters"
  | "getRegexFSFilters"
  | "log"
  | "removeIncludedDB"
  | "removeIncludedDirectory"
  | "saveConfiguration"
  | "saveProfile"
  | "setDBFilter"
  | "setFSFilter"
  | "setIncludedDB"
  | "setIncludedDirectory"
  | "setRegexDBFilter"
  | "setRegexFSFilter"
  | "testDBConnection";

const NAMES: readonly LegacyMethodName[] = [
  "browse",
  "deleteProfile",
  "getDBEntities",
  "getDBFilters",
  "getDBRoots",
  "getFSEntities",
  "getFSFilters",
  "getFSRoots",
  "getGUIConfiguration",
  "getIncludedDBs",
  "getIncludedDirectories",
  "getRegexDBFilters",
  "getRegexFSFilters",
  "log",
  "removeIncludedDB",
  "removeIncludedDirectory",
  "saveConfiguration",
  "saveProfile",
  "setDBFilter",
  "setFSFilter",
  "setIncludedDB",
  "setIncludedDirectory",
  "setRegexDBFilter",
  "setRegexFSFilter",
  "testDBConnection",
];

/** The legacy methods. From level 600 on they answer status 501 (observed: 9.9.3, 10.2.1). */
export const LEGACY_METHODS: Readonly<
  Record<LegacyMethodName, Method<LegacyParameters, unknown>>
> = Object.fromEntries(NAMES.map((name) => [name, legacy(name)])) as Record<
  LegacyMethodName,
  Method<LegacyParameters, unknown>
>;

function legacy(name: LegacyMethodName): Method<LegacyParameters, unknown> {
  return {
    name,
    since: name === "log" ? 330 : 340,
    removedIn: 600,
    repeatable: name.startsWith("get") || name === "browse" || name === "log",
    // A log may be long.
    replyBytes: 64 * 1024 * 1024,
    reply: z.unknown(),
    encode: (parameters) => parameters,
  };
}
