/** The extra fields that follow the name in a header of a ZIP archive. */
import { numbers } from "./jpa_header.ts";

/** The field of sizes and places that take 64 bits. */
export const WIDE_FIELD = 1;

/** The contents of all fields of a kind, in order; one that reaches beyond the header is left out. */
export function* extraFields(
  extra: Uint8Array,
  kind: number,
): Generator<Uint8Array, void, void> {
  const view = numbers(extra);
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === kind && end <= extra.length) yield extra.subarray(at + 4, end);
    at = end;
  }
}
