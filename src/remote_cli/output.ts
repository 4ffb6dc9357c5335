/** Output as Akeeba Remote CLI writes it. */
import { type ErrorCode, SitehaulError } from "../base/errors.ts";
import { colorSettings } from "../cli/output/color.ts";
import { eventLine } from "../cli/output/events/table.ts";
import { createHumanOutput } from "../cli/output/human.ts";
import { createJsonOutput } from "../cli/output/json.ts";
import { Messages } from "../cli/output/messages.ts";
import type { Output } from "../cli/output/output.ts";
import { createStyle } from "../cli/output/style.ts";
import type { World } from "../cli/world/world.ts";
import { dataLines, emptyOf, headerOf } from "./data_lines.ts";
import { outcomeText } from "./outcome_text.ts";
import { rawDocument } from "./raw_records.ts";
import { TypedLines } from "./typed_lines.ts";

/** What the options for output come to, all of them together. */
export interface DropInSettings {
  readonly verb: string;
  readonly isMachine: boolean;
  /** Whether the output is JSON, whatever else is asked for. */
  readonly isJson: boolean;
  readonly quiet: boolean;
  readonly silent: boolean;
  readonly debug: boolean;
  readonly nocolor: boolean;
  /** Whether the standard output is for a profile alone. */
  readonly isExport: boolean;
  /** Receives all messages, for `--debug-file`. */
  readonly keep: ((text: string) => void) | undefined;
}

/** Where a command line of Akeeba Remote CLI writes to. */
export function createDropInOutput(world: World, settings: DropInSettings): Output {
  if (settings.isJson) return jsonOutput(world, settings);
  return settings.isMachine ? machineOutput(world, settings) : humanOutput(world, settings);
}

/**
 * The same output as sitehaul's own, but lists are lines with fields separated by `|`. With `--quiet`
 * only these are written, because cron mails all output.
 */
function humanOutput(world: World, settings: DropInSettings): Output {
  const { verb, quiet, debug, nocolor, keep } = settings;
  const human = createHumanOutput(world, {
    quiet,
    debug,
    keep,
    utc: true,
    ...colorSettings(world, { noColor: nocolor, quiet }),
  });
  const isWatched = world.terminal.stderr || debug;
  return {
    ...human,
    // Without a terminal nobody watches, and cron would mail each line.
    event: (site, event) => {
      if (isWatched || eventLine(event)?.kind === "warning") human.event(site, event);
    },
    archiveEvent: (event) => {
      if (isWatched || eventLine(event)?.kind === "warning") human.archiveEvent(event);
    },
    result: (document, text, options) => {
      const lines = dataLines(verb, document);
      if (lines?.length === 0) return human.warn(emptyOf(verb));
      if (lines !== undefined) return human.result(document, () => lines.join("\n"), options);
      if (!quiet || ANSWERS.includes(verb) || options?.exactly) {
        human.result(document, text, options);
      }
    },
    done: (outcome) => {
      if (!quiet) human.done({ ...outcome, text: (style) => outcomeText(outcome, style) });
    },
    fail: (error) => human.fail(numbered(error)),
  };
}

/** Sitehaul's own JSON, but records as Akeeba Remote CLI 3.1.1 and later print them. */
function jsonOutput(world: World, { verb, ...settings }: DropInSettings): Output {
  const json = createJsonOutput(world, { ...settings, color: false, forceColor: false, utc: true });
  return {
    ...json,
    result: (document, text, options) => {
      const raw = rawDocument(verb, document);
      if (raw === undefined) json.result(document, text, options);
      else json.result(raw, text, { isForeign: true });
    },
  };
}

/** The verbs that do nothing but print. */
const ANSWERS: readonly string[] = ["help", "license", "php"];

/** What scripts look for in the text of an error, where it is not the number. */
const PHRASES: Readonly<Partial<Record<ErrorCode, string>>> = {
  "auth/denied": "Authentication error: ",
  "auth/disabled": "Authentication error: ",
  "auth/unusable": "Authentication error: ",
  "auth/web-server": "Authentication error: ",
  "auth/forbidden": "Authorisation error, not allowed: ",
  "network/dns": "Could not resolve host: ",
};

/** Scripts tell failures apart by the number. */
function numbered(error: SitehaulError): SitehaulError {
  const { code, exit, message, hint } = error;
  const text = `Error #${exit} - ${PHRASES[code] ?? ""}${message}`;
  return new SitehaulError(code, text, { hint, cause: error });
}

/**
 * One `TYPE|message` in a line, all on the standard output, as scripts expect; with `--quiet` only
 * data, warnings and errors. Beside an exported profile all else goes to the standard error.
 */
function machineOutput(world: World, settings: DropInSettings): Output {
  const { verb, quiet, silent, debug, isExport } = settings;
  const messages = new Messages(world, {
    ...settings,
    // What is for the file alone goes through them; the lines are written here.
    debug: false,
    color: false,
    forceColor: false,
    utc: true,
  });
  const style = createStyle(false, { timeZone: "UTC" });
  const write = isExport ? world.stderr : world.stdout;
  const lines = new TypedLines({ write, redact: (text) => messages.redactOwn(text), quiet });
  const results = new TypedLines({ write, redact: (text) => messages.redactResult(text), quiet });
  const outcome = new TypedLines({ write, redact: (text) => messages.redactOutcome(text), quiet });
  const plain = new TypedLines({ write, redact: (text) => text, quiet: false });
  const result: Output["result"] = (document, text, { exactly = false, isOurs = false } = {}) => {
    if (exactly && isExport) return world.stdout(`${text(style)}\n`);
    // What only prints is printed, however quiet.
    if (exactly) return plain.text(text(style));
    const header = headerOf(verb, document);
    if (header !== undefined && !silent) lines.line("HEADER", header);
    const data = dataLines(verb, document);
    if (data === undefined) return (isOurs ? outcome : results).text(text(style));
    if (data.length === 0) return lines.always("WARNING", emptyOf(verb));
    for (const each of data) results.always("INFO", each);
  };
  return {
    hide: (secrets) => messages.hide(secrets),
    redact: (text) => messages.redact(text),
    result,
    verdict: (document, text) => result(document, text),
    archiveEvent: (event) => lines.event(eventLine(event)),
    event: (_, event) => lines.event(eventLine(messages.redactEvent(event))),
    pause: () => () => {},
    several: () => {},
    fleet: () => {},
    settled: () => {},
    done: (came) => outcome.text(outcomeText(came, style)),
    note: (text) => {
      messages.keep(text);
      lines.line("INFO", text);
    },
    warn: (text) => {
      messages.keep(`warning: ${text}`);
      lines.always("WARNING", text);
    },
    aside: (text) => lines.text(text(style)),
    debug: (text) => {
      messages.debug(text);
      if (debug) lines.line("DEBUG", messages.redact(text()));
    },
    fail: (error: SitehaulError) => {
      const { message, hint } = numbered(error);
      lines.always("ERROR", message);
      if (hint !== undefined) lines.line("INFO", `hint: ${hint}`);
      messages.trace(error);
    },
  };
}
