/** A terminal, as far as the program uses one: what is on the screen after what was written. */
import { lettersOf } from "../../src/cli/output/width.ts";

/** The screen after these pieces; a line that is longer than the screen is wide goes on below. */
export class Screen {
  readonly #columns: number;
  #lines: string[] = [""];
  #row = 0;
  /** The most rows that any text needed beyond its own. */
  wrapped = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** Obeys what the program uses: line feed, carriage return, clear line, line up; no colours. */
  write(text: string): void {
    // deno-lint-ignore no-control-regex -- that is what a terminal obeys
    for (const [piece] of text.matchAll(/\u001b\[[\d;]*[A-Za-z]|\r|\n|[^\u001b\r\n]+/g)) {
      if (piece === "\n") this.#down();
      else if (piece === "\r") continue;
      else if (piece === "\u001b[2K") this.#lines[this.#row] = "";
      else if (piece === "\u001b[1A") this.#row = Math.max(0, this.#row - 1);
      else if (piece.startsWith("\u001b") && piece.endsWith("m")) continue;
      else if (piece.startsWith("\u001b")) throw new Error(`unknown: ${JSON.stringify(piece)}`);
      else this.#type(piece);
    }
  }

  /** What is seen, without blanks at the ends. */
  get text(): string {
    return this.#lines.map((line) => line.trimEnd()).join("\n").trimEnd();
  }

  #down(): void {
    this.#row += 1;
    this.#lines[this.#row] ??= "";
  }

  #type(text: string): void {
    for (const { letter, width } of lettersOf(text)) {
      const used = [...lettersOf(this.#lines[this.#row] ?? "")].reduce(
        (sum, l) => sum + l.width,
        0,
      );
      if (used + width > this.#columns) {
        this.wrapped += 1;
        this.#down();
      }
      this.#lines[this.#row] += letter;
    }
  }
}
