/**
 * Doc comments, and whether they say what the code beside them does not. A word that the name, the
 * type or the declaration around it has as well says nothing new, in whatever form.
 */

/** A doc comment, and what it stands before. */
export interface Comment {
  /** Of its first line, from 1. */
  readonly line: number;
  /** Its words, without stars and line breaks. */
  readonly text: string;
  /** The declaration, up to the end of its first line. */
  readonly declared: string;
  /** The name of the declaration around that one; `""` at the top of a file. */
  readonly within: string;
}

const DECLARED =
  /^(?:export )?(?:default )?(?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|interface|type|const|let|enum) ([\w$]+)/;

/** The comments that a declaration follows without an empty line: others stand for themselves. */
export function docCommentsIn(source: string): Comment[] {
  const lines = source.split("\n");
  const comments: Comment[] = [];
  let within = "";
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    within = DECLARED.exec(line)?.[1] ?? within;
    if (!/^\s*\/\*\*/.test(line)) continue;
    const end = lines.findIndex((each, index) => index >= at && each.includes("*/"));
    const declared = lines[end + 1]?.trim() ?? "";
    const isNested = line.startsWith(" ");
    if (declared !== "" && !declared.startsWith("import")) {
      const text = lines.slice(at, end + 1).join(" ").replace(/\/\*\*|\*\/|\s\*\s/g, " ")
        .replace(/\s+/g, " ").trim();
      comments.push({ line: at + 1, text, declared, within: isNested ? within : "" });
    }
    at = end;
  }
  return comments;
}

/** What a sentence cannot do without, and what everything is. */
const EMPTY = new Set(
  ("a an the of for to in on at is are was were be been it its this that these those which what whose " +
    "who with by from as and or all one each every some any how many much there here has have had no " +
    "not they them their so can may will would does do did also just itself whether say tell give get " +
    "make take name number value text list kind").split(" "),
);

const ENDINGS = /(?:ations?|ings?|ied|ies|ers?|ed|es|s|e|y)$/;

/** A code that is more than a name. */
const EXAMPLE = /^--|[=<>{}"'/.]/;

function stem(word: string): string {
  const bare = word.toLowerCase();
  const without = bare.replace(ENDINGS, "");
  return without.length < 3 ? bare : without;
}

/** `recordId` is two words, `API` and `10` are one each. */
function wordsOf(text: string): string[] {
  return text.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g) ?? [];
}

/** Whether a comment says nothing but what stands beside it. */
export function onlyRepeats({ text, declared, within }: Comment): boolean {
  // Where something is absent, what is the default, what a parameter is, an example: no name tells it.
  if (/@|\b(?:undefined|null|absent|empty)\b/.test(text)) return false;
  if (Array.from(text.matchAll(/`([^`]*)`/g)).some(([, code = ""]) => EXAMPLE.test(code))) {
    return false;
  }
  const [known = ""] = declared.split(/ = |=>|[{;]$/);
  const beside = new Set([...wordsOf(known), ...wordsOf(within)].map(stem));
  return wordsOf(text).every((word) =>
    EMPTY.has(word.toLowerCase()) || EMPTY.has(stem(word)) || beside.has(stem(word))
  );
}
