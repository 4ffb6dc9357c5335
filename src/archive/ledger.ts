/**
 * Remembers which names an archive has used, to find those that collide.
 * @module
 */
import type { Entry, EntryType } from "./entry.ts";
import type { ProblemCode, Severity } from "./problem.ts";
import { type LedgerOptions, pathFault, targetFault } from "./safe_path.ts";

/** Something about the name of an entry. */
export interface NameFinding {
  readonly severity: Severity;
  readonly code: ProblemCode;
  readonly message: string;
}

/** More names than any site has: each takes memory. */
const MOST_NAMES = 4_000_000;

const SLASH = 0x2f;

/** The names of one archive. Keeps a number for each, so that a million entries fit. */
export class Ledger {
  readonly #types = new Map<number, EntryType>();
  readonly #options: LedgerOptions;
  readonly #most: number;

  /** Begins with no names. */
  constructor(options: LedgerOptions = {}, most: number = MOST_NAMES) {
    this.#options = options;
    this.#most = most;
  }

  /** Notes an entry, and returns what is wrong with its name, the worst first. */
  check(entry: Entry): NameFinding[] {
    const { path, type, nameBytes, target } = entry;
    const fault = pathFault(path, this.#options);
    if (fault !== undefined) return [finding("unsafe", "name-unsafe", fault)];
    const findings = [...this.#checkSteps(path, type)];
    if (type === "link") {
      const escape = targetFault(path, target, this.#options);
      if (escape !== undefined) findings.push(finding("unsafe", "link-unsafe", escape));
    }
    if (nameBytes !== undefined) {
      const message = "the name is not UTF-8; its bytes are shown as %XX";
      findings.push(finding("warning", "name-not-utf8", message));
    }
    return findings;
  }

  /** Looks at each folder of a path, and at the whole: every letter once, however deep it is. */
  *#checkSteps(path: string, type: EntryType): Generator<NameFinding> {
    if (this.#types.size >= this.#most) {
      const message = `the archive has more than ${this.#most} names`;
      yield finding("error", "limit", message);
      return;
    }
    const print = new Fingerprint();
    for (let at = 0; at < path.length; at++) {
      const code = path.charCodeAt(at);
      if (code === SLASH) {
        const wrong = this.#checkParent(print.value, () => path.slice(0, at));
        if (wrong !== undefined) {
          yield wrong;
          return;
        }
      }
      print.add(code);
    }
    yield* this.#checkName(print.value, type);
  }

  #checkParent(key: number, parent: () => string): NameFinding | undefined {
    const type = this.#types.get(key);
    if (type === undefined) this.#types.set(key, "directory");
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

  *#checkName(key: number, type: EntryType): Generator<NameFinding> {
    const known = this.#types.get(key);
    if (known === undefined) this.#types.set(key, type);
    else if (known !== type) {
      const message = `the same name was used for a ${known} before, and now for a ${type}`;
      yield finding("error", "conflict", message);
    } else if (type !== "directory") {
      yield finding("warning", "duplicate", "an earlier entry has the same name");
    }
  }
}

function finding(severity: Severity, code: ProblemCode, message: string): NameFinding {
  return { severity, code, message };
}

/** A number of 53 bits for a text. Two texts may share one: once in some billions of pairs. */
class Fingerprint {
  #low = 0x811c9dc5;
  #high = 0x1b873593;

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
