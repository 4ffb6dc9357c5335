/** Where parts of an archive are missing between those that are here. */
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
  /** Set where only the end of the named part may be missing: it is shorter than another part. */
  readonly isTear?: true;
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
  /** Where the end of a part may be missing; parts are also shorter if a header did not fit. */
  readonly #tears: readonly Seam[];
  readonly #parts: readonly PartFile[];

  /** `gaps` lie between these parts, or before or behind them. */
  constructor(parts: readonly PartFile[], gaps: readonly Gap[]) {
    const end = parts.reduce((sum, { size }) => sum + size, 0);
    this.seams = gaps.map((gap) => ({ ...gap, at: parts[gap.index]?.start ?? end }));
    this.#parts = parts;
    this.#tears = tearsOf(parts, gaps);
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

  /** Where the end of a part within some bytes may be missing. */
  tearWithin(from: number, to: number): Seam | undefined {
    return this.#tears.find(({ at }) => at > from && at < to);
  }

  /**
   * The part whose end is missing within something that has room for so many bytes. If no part is,
   * something follows it.
   */
  async tornBy(
    { from, length, room }: {
      readonly from: number;
      readonly length: number;
      readonly room: number;
    },
    mayEnd: (at: number) => Promise<boolean>,
  ): Promise<Seam | undefined> {
    const end = from + length;
    const tear = this.tearWithin(from, Math.min(end, from + room));
    if (tear === undefined || !Number.isFinite(end)) return undefined;
    return length <= room && await mayEnd(end) ? undefined : tear;
  }

  /** How many bytes there are up to the next place where some may be missing: no header is cut there. */
  roomFor(at: number): number {
    const next = this.#tears.find((tear) => tear.at > at);
    return next === undefined ? Infinity : next.at - at;
  }

  /** Bytes that may be missing within some others. */
  slackWithin(from: number, to: number): number {
    const tears = this.#tears.filter(({ at }) => at > from && at < to);
    return tears.reduce((sum, { size = 0 }) => sum + size, 0);
  }

  /**
   * Where something ends that reaches across seams, and across a tear if there is one. Data fills parts to their limit: only the header
   * of an entry begins a new part early. So if something fills missing parts completely, they were
   * as long as the part before them.
   */
  beyond(from: number, length: number, tear?: Seam): Beyond {
    let [at, left] = [from, length];
    const seams = tear === undefined ? this.seams : [...this.seams, tear];
    for (const seam of seams.toSorted((a, b) => a.at - b.at)) {
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

/** Every part but the last is as long as the longest of them, or a little shorter. */
function tearsOf(parts: readonly PartFile[], gaps: readonly Gap[]): Seam[] {
  const isCut = gaps.some(({ index }) => index === parts.length);
  const most = Math.max(0, ...parts.slice(0, isCut ? undefined : -1).map(({ size }) => size));
  return parts.slice(1).flatMap(({ start }, before): Seam[] => {
    const { size = most, name = "" } = parts[before] ?? {};
    const index = before + 1;
    const isWhole = size >= most || gaps.some((gap) => gap.index === index);
    return isWhole ? [] : [{ index, names: [name], size: most - size, at: start, isTear: true }];
  });
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

/** `part-missing`, which names the files, at the place where they should begin. */
export function missingProblem(chain: Tell, seam: Seam): Problem {
  return chain.problem(seam.at, "part-missing", missingText(seam));
}

/** The problem of an entry that begins here and reaches into missing parts. */
export function brokenProblem(
  chain: Tell,
  offset: number,
  { names: [name = ""], isTear, size }: Seam,
  entry: string,
): Problem {
  const part = JSON.stringify(name);
  if (isTear === true) {
    const message = `it continues in the end of ${part}, which is missing: the part is ${size} ` +
      "bytes shorter than another one";
    return chain.problem(offset, "truncated", message, { entry });
  }
  const message = `it continues in ${part}, which is missing`;
  return chain.problem(offset, "part-missing", message, { entry });
}
