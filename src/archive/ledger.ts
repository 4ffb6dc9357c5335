/**
 * Remembers which names an archive has used, to find those that collide.
 * @module
 */
import type { Entry, EntryType } from "./entry.ts";
import type { ProblemCode, Severity } from "./problem.ts";
import { pathFault, targetFault } from "./safe_path.ts";

/** Something about the name of an entry. */
export interface NameFinding {
  readonly severity: Severity;
  readonly code: ProblemCode;
  readonly message: string;
}

/** How strict to be. */
export interface LedgerOptions {
  /** Whether names such as `aux.php` are taken. @default {false} */
  readonly allowDeviceNames?: boolean;
}

/** The names of one archive. Keeps a number for each, so that a million entries fit. */
export class Ledger {
  readonly #types = new Map<number, EntryType>();
  readonly #allowDevices: boolean;

  /** Begins with no names. */
  constructor({ allowDeviceNames = false }: LedgerOptions = {}) {
    this.#allowDevices = allowDeviceNames;
  }

  /** Notes an entry, and tells what is wrong with its name; the worst comes first. */
  check(entry: Entry): NameFinding[] {
    const { path, type, nameBytes, target } = entry;
    const fault = pathFault(path, this.#allowDevices);
    if (fault !== undefined) return [finding("unsafe", "name-unsafe", fault)];
    const findings = [...this.#checkParents(path), ...this.#checkName(path, type)];
    if (type === "link") {
      const escape = targetFault(path, target);
      if (escape !== undefined) findings.push(finding("unsafe", "link-unsafe", escape));
    }
    if (nameBytes !== undefined) {
      const message = "the name is not UTF-8; its bytes are spelled with %XX";
      findings.push(finding("warning", "name-not-utf8", message));
    }
    return findings;
  }

  *#checkParents(path: string): Generator<NameFinding> {
    for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
      const parent = path.slice(0, at);
      const key = fingerprint(parent);
      const type = this.#types.get(key);
      if (type === undefined) this.#types.set(key, "directory");
      if (type === "link") {
        const message = `the path leads through the link ${JSON.stringify(parent)}`;
        yield finding("unsafe", "through-link", message);
      }
      if (type === "file") {
        const message = `${JSON.stringify(parent)} is a file, and cannot be a folder too`;
        yield finding("error", "conflict", message);
      }
    }
  }

  *#checkName(path: string, type: EntryType): Generator<NameFinding> {
    const key = fingerprint(path);
    const known = this.#types.get(key);
    if (known === undefined) this.#types.set(key, type);
    else if (known !== type) {
      const message = `the same name was used for a ${known} before, now for a ${type}`;
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
function fingerprint(text: string): number {
  let [low, high] = [0x811c9dc5, 0x1b873593];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul((high << 5 | high >>> 27) ^ code, 0x85ebca6b);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
