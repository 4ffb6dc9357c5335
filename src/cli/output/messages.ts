/** What goes to the standard error: notes, warnings, errors, and the moving rows of progress. */
import { ERROR_CODES, type SitehaulError } from "../../base/errors.ts";
import { KnownSecrets } from "../../base/redact.ts";
import type { World } from "../world/world.ts";
import type { OutputSettings } from "./output.ts";
import { LiveView } from "./live_view.ts";
import { oneLine, printable } from "./plain.ts";
import { shortName } from "./site_result.ts";
import { createStyle, type Style } from "./style.ts";
import type { Failure } from "./tally.ts";
import { widthOf } from "./width.ts";
import { wrap } from "./wrap.ts";

/**
 * Shorter secrets are not hidden in results: their letters occur everywhere, and paths and addresses
 * would become useless. No result contains a secret on purpose.
 */
const SHORTEST_IN_RESULTS = 6;

/** Members of documents that are sentences of ours. */
const OWN_SENTENCES: ReadonlySet<string> = new Set([
  "message",
  "hint",
  "text",
  "verdict",
  "reason",
]);

/** Words of ours in documents, by the member that they are in. */
const OWN_VALUES: Readonly<Record<string, readonly string[]>> = {
  code: ERROR_CODES,
  credential: ["secret", "api-token"],
  state: ["ok", "warning", "failed", "skipped"],
};

/** Writes to the standard error, without secrets. */
export class Messages {
  /** The style of the standard error. */
  readonly style: Style;
  /** The rows that move; only where {@linkcode canMove} says so. */
  readonly live: LiveView;
  readonly #world: World;
  readonly #settings: OutputSettings;
  readonly #secrets = new KnownSecrets();
  /** Those that are long enough to be hidden in results. */
  readonly #long = new KnownSecrets();

  constructor(world: World, settings: OutputSettings) {
    this.#world = world;
    this.#settings = settings;
    this.style = createStyle(settings.forceColor || settings.color && world.terminal.stderr, {
      columns: world.terminal.stderr ? world.columns() : undefined,
    });
    this.live = new LiveView({
      write: world.stderr,
      columns: world.columns,
      lines: world.lines ?? (() => 24),
      clock: world.clock ?? Date.now,
      style: this.style,
      redact: (text) => this.#secrets.redactOwn(text),
    });
  }

  hide(secrets: readonly string[]): void {
    this.#secrets.add(secrets);
    this.#long.add(secrets.filter(({ length }) => length >= SHORTEST_IN_RESULTS));
  }

  /** A text of others without secrets. */
  redact(text: string): string {
    return this.#secrets.redact(text);
  }

  /** A sentence of ours without secrets. */
  redactOwn(text: string): string {
    return this.#secrets.redactOwn(text);
  }

  /** The text of a result, which is mostly the site's, without secrets. */
  redactResult(text: string): string {
    return this.#long.redact(text);
  }

  /** What an operation came to, which is mostly ours, without secrets. */
  redactOutcome(text: string): string {
    return this.#long.redactOwn(text);
  }

  /** The value with all texts in it without secrets. */
  redactAll(document: unknown, { isResult = false } = {}): unknown {
    const [redact, redactOwn] = isResult
      ? [this.#long.redact, this.#long.redactOwn]
      : [this.#secrets.redact, this.#secrets.redactOwn];
    const text = JSON.stringify(document, function (this: unknown, key, value) {
      if (typeof value !== "string") return value;
      // What programs rely on is the same whatever the secret.
      const isOurs = OWN_VALUES[key]?.includes(value) || key === "type" && this === document;
      if (isOurs) return value;
      return OWN_SENTENCES.has(key) ? redactOwn(value) : redact(value);
    });
    return text === undefined ? undefined : JSON.parse(text);
  }

  /** An event without secrets in what the site says; the reason for something is a sentence of ours. */
  redactEvent<E extends object>(event: E): E {
    const hidden = Object.entries(event).map(([key, value]) => {
      if (typeof value !== "string" || key === "type" || key === "stage") return [key, value];
      return [key, key === "reason" ? this.#secrets.redactOwn(value) : this.#secrets.redact(value)];
    });
    return Object.fromEntries(hidden);
  }

  /** Whether moving rows can be shown. */
  get canMove(): boolean {
    const { quiet, color, debug } = this.#settings;
    return this.#world.terminal.stderr && color && !quiet && !debug;
  }

  /** Takes the rows away. */
  stop(): void {
    this.live.stop();
  }

  /** One line, above the rows that move. */
  line(text: string): void {
    this.live.above(`${this.#secrets.redactOwn(text)}\n`);
  }

  note(text: string): void {
    this.keep(text);
    if (!this.#settings.quiet) this.#wrapped("", (plain) => plain, text);
  }

  warn(text: string): void {
    this.keep(`warning: ${text}`);
    this.#wrapped("warning:", this.style.yellow, text);
  }

  debug(text: () => string): void {
    const { debug, keep } = this.#settings;
    if (!debug && keep === undefined) return;
    const all = text();
    this.keep(this.#secrets.redact(all));
    if (debug) this.live.above(`${this.#secrets.redact(this.style.dim(printable(all)))}\n`);
  }

  /** The stack of an error and of its causes, for debugging. */
  trace(error: SitehaulError, where = ""): void {
    const { code, message, hint } = error;
    this.keep(`error: ${where === "" ? message : `${where}: ${message}`}`);
    if (hint !== undefined) this.keep(`hint: ${hint}`);
    this.debug(() => `${code}: ${causesOf(error)}`);
  }

  /** An error; `where` names the site where there are several. */
  fail(error: SitehaulError, where = ""): void {
    const what = where === "" ? error.message : `${where}: ${error.message}`;
    this.failLine(what);
    if (error.hint !== undefined) this.#wrapped("hint:", this.style.bold, error.hint);
    this.trace(error, where);
  }

  /** Begins with `sitehaul:`, in red. */
  failLine(text: string): void {
    this.#wrapped("sitehaul:", this.style.red, text);
  }

  /**
   * The sites that failed, with their reasons; a hint for several of them is shown once.
   *
   * @param told the hints that were shown before
   */
  failures(failures: readonly Failure[], told = new Set<string>()): void {
    const names = failures.map(({ name }) => this.#secrets.redactOwn(shortName(name)));
    const width = Math.max(...names.map(widthOf));
    const columns = this.#columns;
    const lead = columns === undefined || width + 2 <= columns / 3 ? width + 2 : 2;
    failures.forEach(({ error: { message, hint = "" } }, index) => {
      const name = names[index] ?? "";
      const blanks = " ".repeat(Math.max(0, width - widthOf(name)) + 2);
      const reason = wrap(this.#secrets.redactOwn(oneLine(message)), columns, width + 2, lead);
      this.live.above(`${this.style.red(name)}${blanks}${reason}\n`);
      if (hint !== "" && !told.has(hint)) {
        const advice = wrap(this.#secrets.redactOwn(oneLine(hint)), columns, lead + 6, lead);
        this.live.above(`${" ".repeat(lead)}${this.style.bold("hint:")} ${advice}\n`);
      }
      told.add(hint);
    });
  }

  /** A line about one of many sites, which begins with its name. */
  siteLine(site: string, text: string, paint: (name: string) => string): void {
    const name = this.#secrets.redactOwn(shortName(site));
    this.keep(`${name}: ${text}`);
    const words = wrap(this.#secrets.redactOwn(oneLine(text)), this.#columns, widthOf(name) + 2);
    this.live.above(`${paint(name)}  ${words}\n`);
  }

  /** A line of words, broken to fit the terminal. Hides secrets first: a break could split one. */
  #wrapped(label: string, paint: (text: string) => string, text: string): void {
    const lead = label === "" ? "" : `${label} `;
    const body = wrap(this.#secrets.redactOwn(oneLine(text)), this.#columns, lead.length);
    this.live.above(`${label === "" ? body : `${paint(label)} ${body}`}\n`);
  }

  get #columns(): number | undefined {
    return this.#world.terminal.stderr ? this.#world.columns() : undefined;
  }

  /** For the file of `--debug-file` alone. */
  keep(text: string): void {
    this.#settings.keep?.(this.#secrets.redactOwn(text));
  }
}

/** Stacks, those of the causes included, for `--debug` and the debug file. */
function causesOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 5) return String(error);
  const own = error.stack ?? String(error);
  return error.cause === undefined ? own : `${own}\ncaused by: ${causesOf(error.cause, depth + 1)}`;
}
