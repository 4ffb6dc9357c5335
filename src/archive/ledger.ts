/** Remembers which names an archive has used, to find those that collide or that come again. */
import type { Entry, EntryType } from "./entry.ts";
import type { ProblemCode, Severity } from "./problem.ts";
import { type LedgerOptions, pathFault, targetFault } from "./safe_path.ts";

/** Something about the name of an entry. */
export interface NameFinding {
  readonly severity: Severity;
  readonly code: ProblemCode;
  readonly message: string;
}

/** Whether an entry must not be extracted for that reason. */
export function isRefusal({ severity }: NameFinding): boolean {
  return severity !== "warning";
}

/** What is known of the name of an entry. */
export interface Judgement {
  /** What is wrong with it, the worst first. */
  readonly findings: readonly NameFinding[];
  /** By what the name is noted; undefined where it was not. */
  readonly key: number | undefined;
  /** Whether the content of an earlier file or link of the same name was noted. */
  readonly isRepeat: boolean;
}

/** More names than any site has: each takes memory. */
const MOST_NAMES = 4_000_000;

const SLASH = 0x2f;

/**
 * What is noted of a name: its type, and for files and links what their content was, once that is
 * known. One number each, so that a million entries fit: files are even, links odd; below zero the
 * content is not known.
 */
const DIRECTORY = -3;
const UNKNOWN: Readonly<Record<EntryType, number>> = { directory: DIRECTORY, file: -2, link: -1 };

function typeOf(note: number): EntryType {
  if (note === DIRECTORY) return "directory";
  return note % 2 === 0 ? "file" : "link";
}

/** The names of one archive. */
export class Ledger {
  readonly #notes = new Map<number, number>();
  readonly #options: LedgerOptions;
  readonly #most: number;

  /** Begins with no names. */
  constructor(options: LedgerOptions = {}, most: number = MOST_NAMES) {
    this.#options = options;
    this.#most = most;
  }

  /** Notes an entry, and judges its name. */
  check(entry: Entry): Judgement {
    const { path, type, nameBytes, nameEncoding, target } = entry;
    const none = { key: undefined, isRepeat: false };
    if (path === "." && type === "directory") return { ...none, findings: [] };
    const fault = pathFault(path, this.#options);
    if (fault !== undefined) return { ...none, findings: [{ severity: "unsafe", ...fault }] };
    const { wrong, ...noted } = this.#checkSteps(path, type);
    const findings = wrong === undefined ? [] : [wrong];
    if (type === "link") {
      const escape = targetFault(path, target, this.#options);
      if (escape !== undefined) findings.push({ severity: "unsafe", ...escape });
    }
    if (nameBytes !== undefined) {
      const message = nameEncoding === undefined
        ? "the name is not UTF-8; its bytes are shown as %XX"
        : `the name is not UTF-8; it was read as ${nameEncoding}`;
      findings.push(finding("warning", "name-not-utf8", message));
    }
    return { ...none, ...noted, findings };
  }

  /**
   * Notes the content of a file or link that was checked, and compares it with the one that the same
   * name had before; `unknown` where that one could not be read.
   *
   * @param print a number for the content, below 2⁵²
   */
  compare(key: number, print: number): "same" | "other" | "unknown" {
    const before = this.#notes.get(key) ?? UNKNOWN.file;
    const note = print * 2 + (typeOf(before) === "link" ? 1 : 0);
    this.#notes.set(key, note);
    return before < 0 ? "unknown" : before === note ? "same" : "other";
  }

  /** Looks at each folder of a path, and at the whole: every letter once, however deep it is. */
  #checkSteps(
    path: string,
    type: EntryType,
  ): Partial<Pick<Judgement, "key" | "isRepeat">> & { readonly wrong?: NameFinding } {
    if (this.#notes.size >= this.#most) {
      const message = `the archive has more than ${this.#most} names`;
      return { wrong: finding("error", "unsupported", message) };
    }
    const print = new Fingerprint();
    for (let at = 0; at < path.length; at++) {
      const code = path.charCodeAt(at);
      if (code === SLASH) {
        const wrong = this.#checkParent(print.value, () => path.slice(0, at));
        if (wrong !== undefined) return { wrong };
      }
      print.add(code);
    }
    return this.#checkName(print.value, type);
  }

  #checkParent(key: number, parent: () => string): NameFinding | undefined {
    const note = this.#notes.get(key);
    if (note === undefined) this.#notes.set(key, DIRECTORY);
    const type = note === undefined ? "directory" : typeOf(note);
    if (type === "link") {
      const message = `the path leads through the link ${JSON.stringify(parent())}`;
      return finding("unsafe", "through-link", message);
    }
    if (type === "file") {
      const message = `${JSON.stringify(parent())} is a file, so it cannot also be a folder`;
      return finding("error", "conflict", message);
    }
    return undefined;
  }

  #checkName(key: number, type: EntryType) {
    const note = this.#notes.get(key);
    if (note === undefined) {
      this.#notes.set(key, UNKNOWN[type]);
      return { key };
    }
    const known = typeOf(note);
    if (known === type) return { key, isRepeat: note >= 0 };
    const message = `the same name was used for a ${known} before, and now for a ${type}`;
    return { wrong: finding("error", "conflict", message) };
  }
}

function finding(severity: Severity, code: ProblemCode, message: string): NameFinding {
  return { severity, code, message };
}

/** Nobody can choose names that share a number without knowing where the numbers begin. */
const SEED: readonly number[] = Array.from(crypto.getRandomValues(new Uint32Array(2)));

/** A number of 53 bits for a text. Two texts may share one: once in some billions of pairs. */
class Fingerprint {
  #low = SEED[0] ?? 0;
  #high = SEED[1] ?? 0;

  /** Takes one letter more. */
  add(code: number): void {
    this.#low = Math.imul(this.#low ^ code, 0x01000193);
    this.#high = Math.imul((this.#high << 5 | this.#high >>> 27) ^ code, 0x85ebca6b);
  }

  /** The number for all letters so far. */
  get value(): number {
    return (this.#high >>> 11) * 2 ** 32 + (this.#low >>> 0);
  }
}

/** A number of 53 bits for a text. */
export function fingerprint(text: string): number {
  const print = new Fingerprint();
  for (let at = 0; at < text.length; at++) print.add(text.charCodeAt(at));
  return print.value;
}
