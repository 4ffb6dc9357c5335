/** A terminal, as far as the program uses one: what is on the screen after what was written. */
import { lettersOf } from "../../src/cli/output/width.ts";

interface Row {
  text: string;
  /** Whether it goes on with what the row above had no room for. */
  goesOn: boolean;
}

/** The screen after these pieces; a line that is longer than the screen is wide goes on below. */
export class Screen {
  #columns: number;
  #rows: Row[] = [{ text: "", goesOn: false }];
  #row = 0;
  #isAtStart = true;
  #saved = 0;
  /** The most rows that any text needed beyond its own. */
  wrapped = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** Obeys what the program uses: line feed, carriage return, clearing, cursor up and down; no colours. */
  write(text: string): void {
    // deno-lint-ignore no-control-regex -- that is what a terminal obeys
    for (const [piece] of text.matchAll(/\u001b(?:\[[\d;]*[A-Za-z]|[78])|\r|\n|[^\u001b\r\n]+/g)) {
      this.#obey(piece);
    }
  }

  /**
   * The window becomes narrower or wider. Some terminals lay out all rows anew (tmux, VTE, kitty,
   * Windows Terminal), and the cursor stays where it is in its text; others cut them off (xterm).
   */
  resize(columns: number, { isLaidOutAnew = true } = {}): void {
    this.#columns = columns;
    if (!isLaidOutAnew) {
      for (const row of this.#rows) row.text = fitted(row.text, columns)[0] ?? "";
      return;
    }
    const rows: Row[] = [];
    let at = 0;
    this.#rows.forEach(({ text, goesOn }, index) => {
      const last = goesOn ? rows.pop() : undefined;
      if (index === this.#row) at = rows.length;
      fitted((last?.text ?? "") + text, columns).forEach((piece, nth) =>
        rows.push({ text: piece, goesOn: nth > 0 || (last?.goesOn ?? false) })
      );
      if (index === this.#row && !this.#isAtStart) at = rows.length - 1;
    });
    this.#rows = rows;
    this.#row = at;
  }

  /** What is seen, without blanks at the ends. */
  get text(): string {
    return this.#rows.map(({ text }) => text.trimEnd()).join("\n").trimEnd();
  }

  #obey(piece: string): void {
    const row = this.#rows[this.#row];
    if (piece === "\n") this.#down();
    else if (piece === "\r") this.#isAtStart = true;
    else if (piece === "\u001b[K" && row !== undefined) row.text = this.#isAtStart ? "" : row.text;
    else if (piece === "\u001b[J") {
      this.#obey("\u001b[K");
      this.#rows.length = this.#row + 1;
    } else if (piece === "\u001b[A" || piece === "\u001b[1A") {
      this.#row = Math.max(0, this.#row - 1);
    } else if (piece === "\u001b[B") this.#row = Math.min(this.#rows.length - 1, this.#row + 1);
    else if (piece === "\u001b7") this.#saved = this.#row;
    else if (piece === "\u001b8") this.#row = this.#saved;
    else if (piece.startsWith("\u001b") && piece.endsWith("m")) return;
    else if (piece.startsWith("\u001b")) throw new Error(`unknown: ${JSON.stringify(piece)}`);
    else this.#type(piece);
  }

  #down(goesOn = false): void {
    this.#row += 1;
    this.#rows[this.#row] ??= { text: "", goesOn };
    this.#isAtStart = true;
  }

  #type(text: string): void {
    for (const { letter, width } of lettersOf(text)) {
      // What stands there is written over; nothing is ever put into the middle of a row.
      const before = this.#isAtStart ? "" : this.#rows[this.#row]?.text ?? "";
      if (widthOf(before) + width > this.#columns) {
        this.wrapped += 1;
        this.#down(true);
        this.#rows[this.#row] = { text: letter, goesOn: true };
      } else this.#rows[this.#row] = { text: before + letter, goesOn: false };
      this.#isAtStart = false;
    }
  }
}

function widthOf(text: string): number {
  return [...lettersOf(text)].reduce((sum, { width }) => sum + width, 0);
}

/** The rows that a text takes. */
function fitted(text: string, columns: number): string[] {
  const rows = [""];
  for (const { letter, width } of lettersOf(text)) {
    if (widthOf(rows.at(-1) ?? "") + width > columns) rows.push("");
    rows.push((rows.pop() ?? "") + letter);
  }
  return rows;
}
