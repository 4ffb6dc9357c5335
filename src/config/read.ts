/** Reads and checks a configuration. */
import { parse } from "@std/yaml";
import type * as z from "zod";
import { SitehaulError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { messageOf } from "../base/message_text.ts";
import { expectedBy } from "./expected.ts";
import { LineFinder, lineOf, linesIn } from "./locate.ts";
import { LARGEST_CONFIGURATION } from "./own_file.ts";
import {
  type Configuration,
  CONFIGURATION_VERSION,
  configurationSchema,
  FLEET_FIELDS,
  REMOTE_FIELDS,
  RETENTION_FIELDS,
  SHARED_FIELDS,
  type SiteSettings,
} from "./schema.ts";

/**
 * A configuration from the text of its file.
 *
 * @param text YAML
 * @param file its path, for the errors
 * @throws {SitehaulError} `config/invalid`: names the file, the line and the field
 */
export function parseConfiguration(text: string, file: string): Configuration {
  if (text.length > LARGEST_CONFIGURATION) {
    throw invalid(`${file} is too large for a configuration`);
  }
  const data = withoutEmpty(readYaml(text, file) ?? {});
  refuseNewer(data, text, file);
  const checked = configurationSchema.safeParse(data);
  if (!checked.success) throw firstProblem(checked.error.issues, text, file);
  refuseSameNames(checked.data, text, file);
  return checked.data;
}

function readYaml(text: string, file: string): object | undefined {
  const data = parsed(text, file) ?? undefined;
  if (data === undefined || typeof data === "object") return data;
  throw invalid(`${file}, line 1: the file: expected fields, such as sites: …`);
}

function parsed(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const message = messageOf(cause);
    const [, line] = /at line (\d+)/.exec(message) ?? [];
    const [reason = ""] = message.replace(/ at line \d+, column \d+/, "").split("\n");
    throw invalid(
      `${file}${line === undefined ? "" : `, line ${line}`}: this is not valid YAML: ${
        reason.replace(/:$/, "")
      }`,
    );
  }
}

/** A key whose lines are all comments says nothing. */
function withoutEmpty(data: object): object {
  if (Array.isArray(data)) return data;
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));
}

function refuseNewer(data: object, text: string, file: string): void {
  const version = "version" in data ? data.version : undefined;
  if (typeof version !== "number" || version <= CONFIGURATION_VERSION) return;
  const reason = `the file has version ${version}; this version of sitehaul supports up to ` +
    CONFIGURATION_VERSION;
  throw fieldProblem({ text, file }, ["version"], reason, "Update sitehaul.");
}

/**
 * The error about a field that is well-formed, but cannot be used.
 *
 * @param at where it was read from
 * @param path the field
 * @param reason what is wrong with it
 * @param guess what to do about it
 * @param cause what broke
 */
export function fieldProblem(
  at: { readonly text: string; readonly file: string },
  path: readonly PropertyKey[],
  reason: string,
  guess?: string,
  cause?: unknown,
): SitehaulError {
  const finder = FINDERS.get(at) ?? new LineFinder(linesIn(at.text));
  FINDERS.set(at, finder);
  const line = finder.lineOf(path);
  return invalid(`${at.file}, line ${line}: ${nameOf(path)}: ${reason}`, guess, cause);
}

/** Of a file with thousands of sites, thousands may be wrong. */
const FINDERS = new WeakMap<object, LineFinder>();

/** What is wrong with a site that is about to be written: the field and why; nothing if it is fine. */
export function faultOf(site: SiteSettings): string | undefined {
  const checked = configurationSchema.safeParse({ sites: [JSON.parse(JSON.stringify(site))] });
  if (checked.success) return undefined;
  const { issue, path: [, , ...field] } = deepest(checked.error.issues, []);
  return `${nameOf(field)}: ${expectedBy(issue)}`;
}

interface Problem {
  readonly issue: z.core.$ZodIssue | undefined;
  readonly path: readonly PropertyKey[];
}

const ONLY_ONE = "expected secret: … or token: …, not both";

/** The deepest member of a union is the most precise; of several problems the first is reported. */
function firstProblem(
  issues: readonly z.core.$ZodIssue[],
  text: string,
  file: string,
): SitehaulError {
  const { issue, path } = deepest(issues, []);
  const place = (at: readonly PropertyKey[]) => `${file}, line ${lineOf(text, at)}`;
  if (issue?.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const names = keysAt(path);
    const field = nameOf([...path, key]);
    // Of what can stand there at all, two were given that do not go together.
    if (names.includes(key)) return invalid(`${place(path)}: ${nameOf(path)}: ${ONLY_ONE}`);
    const guess = nearest(key, names);
    return invalid(
      `${place([...path, key])}: there is no field ${field}`,
      guess === undefined ? undefined : `Did you mean ${guess}?`,
    );
  }
  return invalid(`${place(path)}: ${nameOf(path) || "the file"}: ${expectedBy(issue)}`);
}

function deepest(issues: readonly z.core.$ZodIssue[], base: readonly PropertyKey[]): Problem {
  // A field that is not there is mostly the misspelt one that is missing.
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  const path = [...base, ...issue?.path ?? []];
  if (issue?.code === "invalid_key") return { issue: issue.issues[0], path };
  if (issue?.code !== "invalid_union" || issue.errors.length === 0) return { issue, path };
  // Of the alternatives, the one with the fewest problems is the one that was meant.
  const meant = issue.errors.reduce((a, b) => b.length < a.length ? b : a);
  const found = deepest(meant, path);
  const saysMore = found.path.length > path.length ||
    found.issue?.code === "unrecognized_keys" || found.issue?.code === "custom";
  return saysMore ? found : { issue, path };
}

/** The names that could stand in a place, for "did you mean". */
function keysAt(path: readonly PropertyKey[]): string[] {
  if (path.length === 0) return ["version", "defaults", "plugins", "timezone", "fleet", "sites"];
  if (path.at(-1) === "credential") return ["secret", "token"];
  if (path.at(-1) === "remote") return [...REMOTE_FIELDS];
  if (/retention$/i.test(String(path.at(-1)))) return [...RETENTION_FIELDS];
  if (path[0] === "fleet") return [...FLEET_FIELDS];
  if (path[0] === "defaults") return [...SHARED_FIELDS];
  return ["name", "url", "product", "endpoint", "credential", "remote", ...SHARED_FIELDS];
}

function refuseSameNames({ sites }: Configuration, text: string, file: string): void {
  const seen = new Map<string, number>();
  for (const [index, { name }] of sites.entries()) {
    const before = seen.get(name.toLowerCase());
    if (before !== undefined) {
      const [first, second] = [before, index].map((at) => lineOf(text, ["sites", at, "name"]));
      throw invalid(
        `${file}, line ${second}: two sites are called ${name}; the other one is in line ${first}`,
        "Give one of them another name.",
      );
    }
    seen.set(name.toLowerCase(), index);
  }
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.map((key) => typeof key === "number" ? `[${key}]` : `.${String(key)}`).join("")
    .replace(/^\./, "");
}

function invalid(message: string, guess?: string, cause?: unknown): SitehaulError {
  const hint = "`config check` tests the file; `config init` writes one to compare with.";
  return new SitehaulError("config/invalid", message, {
    hint: guess === undefined ? hint : `${guess} ${hint}`,
    cause,
  });
}
