/** What there is of a file whose end is not here. */
import type { Entry } from "./entry.ts";
import { inflateCut } from "./inflate.ts";
import type { PartChain } from "./part_chain.ts";

/** Where the data of a file is, and how it is stored. */
export interface CutData {
  readonly from: number;
  /** Where it stops, before its end. */
  readonly to: number;
  readonly isDeflated: boolean;
}

/** The rest of an entry, in the terms of a walk; nothing for what is no file. */
export function restOf(
  chain: PartChain,
  entry: Entry,
  { from, to, isDeflated }: CutData,
): { readonly rest?: Entry } {
  if (entry.type !== "file" || to <= from) return {};
  const content = async function* (): AsyncGenerator<Uint8Array, void, void> {
    if (isDeflated) yield* inflateCut(chain, [from, to], entry.size);
    else yield* chain.pieces(from, to);
  };
  return { rest: { ...entry, content } };
}
