/**
 * Where parts of an archive are missing between those that are here.
 * @module
 */
import type { PartFile } from "./part_chain.ts";
import type { Problem, ProblemCode } from "./problem.ts";

/** Parts that are missing next to each other. */
export interface Gap {
  /** How many of the parts that are here come before them. */
  readonly index: number;
  /** Their names, in data order. */
  readonly names: readonly string[];
  /** The bytes in all of them, where the manifest tells. */
  readonly size: number | undefined;
}

/** A gap, and where the parts that are here stop and go on: joined, they touch each other. */
export interface Seam extends Gap {
  /** The place, in the parts that are here. */
  readonly at: number;
}

/** Where something ends that begins before a gap. */
export interface Beyond {
  /** The place, in the parts that are here: where the archive continues, or can be searched from. */
  readonly at: number;
  /** Whether it ends exactly there; if not, the end is in a missing part. */
  readonly isExact: boolean;
  /** Whether missing parts must hold the header of another entry behind it. */
  readonly hidesMore: boolean;
}

/** A header begins a new part where it does not fit: so much may be left free before it. */
const LONGEST_HEADER = 8192;

/** The names of missing parts that a message lists at most. */
const MOST_NAMED = 20;

/** The missing parts of one archive. */
export class Gaps {
  /** In data order. */
  readonly seams: readonly Seam[];
  readonly #parts: readonly PartFile[];

  /** Takes the parts that are here, and what is missing between them. */
  constructor(parts: readonly PartFile[], gaps: readonly Gap[]) {
    const end = parts.reduce((sum, { size }) => sum + size, 0);
    this.seams = gaps.map((gap) => ({ ...gap, at: parts[gap.index]?.start ?? end }));
    this.#parts = parts;
  }

  /** All parts in data order, each one that is here or the name of one that is missing. */
  get all(): readonly (PartFile | string)[] {
    const missing = (index: number) => this.seams.find((seam) => seam.index === index)?.names ?? [];
    return [
      ...this.#parts.flatMap((part, index) => [...missing(index), part]),
      ...missing(this.#parts.length),
    ];
  }

  /** The first seam within some bytes. */
  within(from: number, to: number): Seam | undefined {
    return this.seams.find(({ at }) => at > from && at < to);
  }

  /**
   * Where something ends that reaches across seams. Data fills parts to their limit: only the header
   * of an entry begins a new part early. So if something fills missing parts completely, they were
   * as long as the part before them.
   */
  beyond(from: number, length: number): Beyond {
    let [at, left] = [from, length];
    for (const seam of this.seams) {
      if (seam.at < from || at + left <= seam.at) continue;
      left -= seam.at - at + this.#sizeOf(seam);
      if (left < 0) return { at: seam.at, isExact: false, hidesMore: -left > LONGEST_HEADER };
      at = seam.at;
    }
    return { at: at + left, isExact: true, hidesMore: false };
  }

  #sizeOf({ index, names, size }: Seam): number {
    return size ?? (this.#parts[index - 1]?.size ?? Infinity) * names.length;
  }
}

/** What is missing, in half a sentence. */
export function missingText({ names }: Gap): string {
  const listed = names.slice(0, MOST_NAMED).map((name) => JSON.stringify(name));
  const more = names.length - listed.length;
  const last = more > 0 ? `${more} more` : listed.length > 1 ? listed.pop() : undefined;
  const all = last === undefined ? listed.join(", ") : `${listed.join(", ")} and ${last}`;
  return names.length === 1 ? `the part ${all} is missing` : `the parts ${all} are missing`;
}

/** Makes the problem of a place. */
type Tell = {
  problem(
    offset: number,
    code: ProblemCode,
    message: string,
    finding?: { readonly entry?: string | undefined },
  ): Problem;
};

/** The problem of missing parts. */
export function missingProblem(chain: Tell, seam: Seam): Problem {
  return chain.problem(seam.at, "part-missing", missingText(seam));
}

/** The problem of an entry that begins here and reaches into missing parts. */
export function brokenProblem(
  chain: Tell,
  offset: number,
  { names: [name = ""] }: Seam,
  entry: string,
): Problem {
  const message = `it continues in ${JSON.stringify(name)}, which is missing`;
  return chain.problem(offset, "part-missing", message, { entry });
}
