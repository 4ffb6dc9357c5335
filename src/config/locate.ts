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
  const lines = text.replace("\ufeff", "").split("\n");
  let block: Block = { first: 0, last: lines.length };
  let line = 0;
  for (const key of path) {
    const found = typeof key === "number"
      ? itemAt(lines, block, key)
      : keyAt(lines, block, String(key));
    if (found === undefined) break;
    line = found.first;
    // What follows a dash belongs to the item; a key's own line is not searched again.
    block = typeof key === "number" ? found : { first: found.first + 1, last: found.last };
  }
  return line + 1;
}

/** Comments and blank lines say nothing of the structure. */
function isContent(line: string): boolean {
  return !/^\s*(#|$|---)/.test(line);
}

/** How far in the text of a line begins, behind the dashes of items. */
function columnOf(line: string): number {
  return /^[\s-]*/.exec(line.replace(/-(?=\S)/, "x"))?.[0].length ?? 0;
}

function itemAt(
  lines: readonly string[],
  { first, last }: Block,
  index: number,
): Block | undefined {
  const starts: number[] = [];
  let indent: number | undefined;
  for (let line = first; line < last; line++) {
    const dash = /^(\s*)-(\s|$)/.exec(lines[line] ?? "");
    if (dash === null) continue;
    indent ??= dash[1]?.length;
    if (dash[1]?.length === indent) starts.push(line);
  }
  const start = starts[index];
  return start === undefined ? undefined : { first: start, last: starts[index + 1] ?? last };
}

function keyAt(lines: readonly string[], { first, last }: Block, key: string): Block | undefined {
  const content = [...lines.keys()].slice(first, last).filter((at) => isContent(lines[at] ?? ""));
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
