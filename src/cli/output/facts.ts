/** Facts in a line, which goes on below where the terminal is narrow. */
import { shortPath } from "./short_path.ts";
import { widthOf } from "./width.ts";

/** A few words that are kept on one line where they fit on one. */
export interface Fact {
  readonly text: string;
  readonly paint?: (text: string) => string;
  /** Whether it may be cut in its middle. */
  readonly isPath?: true;
}

/** Where the facts stand. */
export interface FactsPlace {
  /** What the line begins with. */
  readonly lead: Fact;
  /** The columns of the terminal; undefined if there is none: then nothing is broken. */
  readonly columns: number | undefined;
  /** Whether a path is cut where that saves a line, instead of only where it fits on none. */
  readonly isDense: boolean;
}

/** Less of a path says nothing. */
const LEAST_PATH = 14;
/** Facts go on under the first one, unless that takes more than this share of the terminal. */
const MOST_INDENT = 0.25;

/** As little as shows that a line goes on. */
const LEAST_INDENT = 2;

/** The facts, with commas between them; lines are broken after a comma, or else between words. */
export function factsLine(facts: readonly Fact[], { lead, columns, isDense }: FactsPlace): string {
  if (columns === undefined) return painted(lead) + facts.map((fact) => painted(fact)).join(", ");
  // A full last column makes some terminals begin a new line.
  const room = columns - 1;
  const width = widthOf(lead.text);
  const below = width <= columns * MOST_INDENT ? width : LEAST_INDENT;
  const most = room - below - 1;
  const withPath = (longest: number, indent = below) => {
    const cut = (fact: Fact) =>
      fact.isPath ? { ...fact, text: shortPath(fact.text, longest) } : fact;
    return painted(lead) + filled(facts.map(cut), { room, width, indent });
  };
  const whole = withPath(most);
  return isDense ? shortest(whole, withPath, [most, below]) : whole;
}

/** The text of fewest lines: under the first fact if that takes no more, with as much of a path as goes. */
function shortest(
  whole: string,
  withPath: (longest: number, indent: number) => string,
  [most, below]: readonly [most: number, below: number],
): string {
  const linesOf = (text: string) => text.split("\n").length;
  const leastOf = (indent: number) => linesOf(withPath(LEAST_PATH, indent));
  const indent = leastOf(LEAST_INDENT) < leastOf(below) ? LEAST_INDENT : below;
  const fewest = Math.min(linesOf(whole), leastOf(indent));
  for (let longest = most; longest > LEAST_PATH; longest--) {
    const text = withPath(longest, indent);
    if (linesOf(text) === fewest) return text;
  }
  return withPath(LEAST_PATH, indent);
}

/** Lines filled with facts; one that fits on none is broken between its words. */
function filled(
  facts: readonly Fact[],
  { room, width, indent }: {
    readonly room: number;
    readonly width: number;
    readonly indent: number;
  },
): string {
  const pieces = facts.flatMap((fact, index) => {
    const end = index === facts.length - 1 ? "" : ",";
    const isTooWide = widthOf(fact.text) + end.length > room - indent && fact.isPath === undefined;
    const words = isTooWide ? fact.text.split(" ") : [fact.text];
    return words.map((text, nth) => ({
      fact: { ...fact, text },
      end: nth === words.length - 1 ? end : "",
    }));
  });
  let [text, used, isBegun] = ["", width, false];
  for (const { fact, end } of pieces) {
    const own = widthOf(fact.text) + end.length;
    const gap = isBegun ? 1 : 0;
    const isNew = used + gap + own > room && used > indent;
    text += (isNew ? `\n${" ".repeat(indent)}` : " ".repeat(gap)) + painted(fact) + end;
    used = (isNew ? indent : used + gap) + own;
    isBegun = true;
  }
  return text;
}

function painted({ text, paint }: Fact): string {
  return paint?.(text) ?? text;
}
