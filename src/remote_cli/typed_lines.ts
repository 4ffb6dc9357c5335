/** Lines of `TYPE|message`, as scripts expect them of Akeeba Remote CLI. */
import type { EventLine } from "../cli/output/events/row.ts";
import { oneLine } from "../cli/output/plain.ts";

/** The first field of a line, which scripts match on. */
export type LineType = "HEADER" | "DEBUG" | "INFO" | "WARNING" | "ERROR";

/** The stream, and what does not get there. */
export interface TypedLinesOptions {
  /** A line feed is at the end of each text. */
  readonly write: (text: string) => void;
  /** Hides secrets. */
  readonly redact: (text: string) => string;
  /** Whether only data, warnings and errors are written. */
  readonly quiet: boolean;
}

/** Writes lines of `TYPE|message`. */
export class TypedLines {
  readonly #options: TypedLinesOptions;

  constructor(options: TypedLinesOptions) {
    this.#options = options;
  }

  /** A line that is written in any case. */
  always(type: LineType, text: string): void {
    const { write, redact } = this.#options;
    write(`${type}|${oneLineOf(redact(text))}\n`);
  }

  /** A line that is left out with `--quiet`. */
  line(type: LineType, text: string): void {
    if (!this.#options.quiet) this.always(type, text);
  }

  /** The lines of a text for people, without the empty ones. */
  text(text: string): void {
    for (const each of text.split("\n")) if (each.trim() !== "") this.line("INFO", each);
  }

  /** A line about progress; what could only be shown in place is left out. */
  event(line: EventLine | undefined): void {
    if (line?.kind === "warning") this.always("WARNING", line.text);
    else if (line !== undefined) this.line("INFO", line.text);
  }
}

/** Blanks before a number are part of the format. */
function oneLineOf(text: string): string {
  const blanks = /^ */.exec(text)?.[0] ?? "";
  return blanks + oneLine(text);
}
