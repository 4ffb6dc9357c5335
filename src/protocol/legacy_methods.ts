/**
 * API methods of older versions that change the configuration of a site. sitehaul has no
 * commands for them; they are in the table so that a call can say where they exist.
 */
import * as z from "zod";
import type { ApiParameters } from "./endpoint.ts";
import type { MethodRow } from "./method.ts";

/** Level 400 to 500 has all of them (observed: 7.5.0.1, 8.0.3). */
const NAMES = [
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
] as const;

type LegacyMethodName = typeof NAMES[number];

/** What comes is for whoever calls. */
const anything: z.ZodType<unknown> = z.unknown();

/** The legacy methods. From level 600 on they answer status 501 (observed: 9.9.3, 10.2.1). */
export const LEGACY_METHODS = Object.fromEntries(
  NAMES.map((name) => [name, legacy(name)]),
) as Readonly<Record<LegacyMethodName, MethodRow<ApiParameters, unknown>>>;

function legacy(name: LegacyMethodName): MethodRow<ApiParameters, unknown> {
  return {
    since: name === "log" ? 330 : 340,
    removedIn: 600,
    repeatable: name.startsWith("get") || name === "browse" || name === "log",
    // A log may be long.
    replyBytes: 64 * 1024 * 1024,
    reply: anything,
    encode: (parameters) => parameters,
  };
}
