/**
 * Where a field is in a YAML text. The parser does not report it, so its path is followed by the
 * indents of lines; in texts of another style, the nearest field around it that can be found.
 */

/** Lines that belong to one value: from the first to before the last, 0-based. */
interface Block {
  readonly first: number;
  readonly last: number;
}

/** The line of a field, from 1. */
export function lineOf(text: string, path: readonly PropertyKey[]): number {
  return new LineFinder(linesIn(text)).lineOf(path);
}

/** The lines of a text, without the mark that some editors begin it with. */
export function linesIn(text: string): readonly string[] {
  return text.replace("\ufeff", "").split("\n");
}

/**
 * Finds fields in one text after another: what was learned of a list stays known, so that a thousand
 * sites of it take as long as a thousand lines.
 */
export class LineFinder {
  readonly #lines: readonly string[];
  /** The first lines of the items of lists, by the first line of the list. */
  readonly #items = new Map<number, readonly number[]>();
  /** The blocks of the outermost keys. */
  readonly #keys = new Map<string, Block | undefined>();

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** The line of a field, from 1. */
  lineOf(path: readonly PropertyKey[]): number {
    let block: Block = { first: 0, last: this.#lines.length };
    let line = 0;
    for (const [depth, key] of path.entries()) {
      const found = typeof key === "number"
        ? this.#itemAt(block, key)
        : depth === 0
        ? this.#outermost(block, String(key))
        : keyAt(this.#lines, block, String(key));
      if (found === undefined) break;
      line = found.first;
      // What follows a dash belongs to the item; a key's own line is not searched again.
      block = typeof key === "number" ? found : { first: found.first + 1, last: found.last };
    }
    return line + 1;
  }

  #outermost(block: Block, key: string): Block | undefined {
    if (!this.#keys.has(key)) this.#keys.set(key, keyAt(this.#lines, block, key));
    return this.#keys.get(key);
  }

  #itemAt(block: Block, index: number): Block | undefined {
    const starts = this.#items.get(block.first) ?? itemsIn(this.#lines, block);
    this.#items.set(block.first, starts);
    const start = starts[index];
    return start === undefined
      ? undefined
      : { first: start, last: starts[index + 1] ?? block.last };
  }
}

/** Comments and blank lines say nothing of the structure. */
function isContent(line: string): boolean {
  return !/^\s*(#|$|---)/.test(line);
}

/** How far in the text of a line begins, behind the dashes of items. */
function columnOf(line: string): number {
  return /^[\s-]*/.exec(line.replace(/-(?=\S)/, "x"))?.[0].length ?? 0;
}

function itemsIn(lines: readonly string[], { first, last }: Block): readonly number[] {
  const starts: number[] = [];
  let indent: number | undefined;
  for (let line = first; line < last; line++) {
    const dash = /^(\s*)-(\s|$)/.exec(lines[line] ?? "");
    if (dash === null) continue;
    indent ??= dash[1]?.length;
    if (dash[1]?.length === indent) starts.push(line);
  }
  return starts;
}

function keyAt(lines: readonly string[], { first, last }: Block, key: string): Block | undefined {
  const content = Array.from({ length: last - first }, (_, index) => first + index)
    .filter((at) => isContent(lines[at] ?? ""));
  const [start] = content;
  if (start === undefined) return undefined;
  const column = columnOf(lines[start] ?? "");
  const keys = content.filter((at) => columnOf(lines[at] ?? "") === column);
  const at = keys.findIndex((line) => keyOf(lines[line] ?? "") === key);
  const line = keys[at];
  return line === undefined ? undefined : { first: line, last: keys[at + 1] ?? last };
}

function keyOf(line: string): string | undefined {
  const match = /^[\s-]*(?:"([^"]*)"|'([^']*)'|([^\s:#][^:#]*?))\s*:(?:\s|$)/.exec(line);
  return match?.[1] ?? match?.[2] ?? match?.[3];
}
