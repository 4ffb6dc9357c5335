/** Brings a command line into the one order that `parseArgs` of `@std/cli` cannot misread. */
import { SitehaulError } from "../../base/errors.ts";
import type { BooleanFlag, Flag, Flags } from "../declarations/command.ts";

/** A flag that takes the next word, where none is joined to it. */
export type ValueFlag = Exclude<Flag, BooleanFlag>;

/** A flag that lacks a value, or has one and takes none. */
export interface MisusedFlag {
  /** Without dashes. */
  readonly name: string;
  readonly error: SitehaulError;
}

/** A line in that order. */
export interface PreparedLine {
  /** Flags as `--name` or `--name=value`, then `--`, then the arguments. */
  readonly words: readonly string[];
  /** What is not among them. */
  readonly misused: readonly MisusedFlag[];
  /** The flag at the end of the line whose value would come next. */
  readonly open: string | undefined;
}

/**
 * Attaches their values to the flags, and puts the arguments behind them.
 *
 * @param noValues flags of which none can be meant as the value of another
 */
export function prepare(args: readonly string[], known: Flags, noValues: Flags): PreparedLine {
  const [flags, positionals, misused]: [string[], string[], MisusedFlag[]] = [[], [], []];
  const rest = [...args];
  let open: string | undefined;
  const take = (word: string) => {
    const [written = "", inline] = cut(word);
    const flag = declared(written, known);
    const takesValue = flag !== undefined && flag.type !== "boolean";
    const misuse = (error: SitehaulError) => misused.push({ name: written.slice(2), error });
    if (flag?.type === "boolean" && inline !== undefined) misuse(withValue(written));
    else if (!takesValue || inline !== undefined) flags.push(word);
    else if (rest[0] === undefined || declared(cut(rest[0])[0], noValues) !== undefined) {
      // A value may begin with a dash, but one that is a flag was meant to be that flag.
      misuse(withoutValue(flag, written));
      if (rest.length === 0) open = written;
    } else flags.push(`${word}=${rest.shift()}`);
  };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--") positionals.push(...rest.splice(0));
    else if (/^-[^\d]/.test(word)) spelledOut(word, known).forEach(take);
    else positionals.push(word);
  }
  return { words: [...flags, "--", ...positionals], misused, open };
}

/** `--name=value` in two. */
function cut(word: string): [written: string, inline?: string] {
  const at = word.indexOf("=");
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

function declared(written: string, known: Flags): Flag | undefined {
  const name = written.slice(2);
  return written.startsWith("--") && Object.hasOwn(known, name) ? known[name] : undefined;
}

/** `-xy=value` as the flags that these letters stand for, if all of them stand for some. */
function spelledOut(word: string, known: Flags): string[] {
  if (word.startsWith("--")) return [word];
  const [written, inline] = cut(word);
  const names = [...written.slice(1)].map((letter) =>
    Object.keys(known).find((name) => known[name]?.short === letter)
  );
  // The first letter of `-hwww.example.com` does not request help.
  if (names.includes(undefined)) return [word];
  const spelled = names.map((name) => `--${name}`);
  const last = spelled.pop() ?? "";
  return [...spelled, inline === undefined ? last : `${last}=${inline}`];
}

function withValue(name: string): SitehaulError {
  return new SitehaulError("usage/value", `${name} takes no value`, { hint: `Use just ${name}.` });
}

/** Says how to write it, with the choices where there are some. */
export function withoutValue(flag: ValueFlag, name: string): SitehaulError {
  return new SitehaulError("usage/value", `${name} needs a value`, {
    hint: `Use ${name}=${flag.type === "choice" ? flag.choices.join("|") : flag.value}.`,
  });
}
