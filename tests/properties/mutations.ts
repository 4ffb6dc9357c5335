/** Inputs that are nearly right: the ones that find faults. */
import fc from "fast-check";

type Change =
  | { readonly kind: "flip"; readonly at: number; readonly by: number }
  | { readonly kind: "cut"; readonly at: number; readonly length: number }
  | { readonly kind: "insert"; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: "repeat"; readonly at: number; readonly length: number }
  | { readonly kind: "end"; readonly at: number }
  | { readonly kind: "number"; readonly at: number; readonly value: number };

const at = fc.nat({ max: 0x7fffffff });
const length = fc.integer({ min: 1, max: 64 });
/** What lengths and counts are, and what they break with. */
const number = fc.constantFrom(0, 1, 0x7f, 0xff, 0xffff, 0x7fffffff, 0xffffffff);

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant("flip" as const), at, by: fc.integer({ min: 1, max: 255 }) }),
  fc.record({ kind: fc.constant("cut" as const), at, length }),
  fc.record({
    kind: fc.constant("insert" as const),
    at,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 16 }),
  }),
  fc.record({ kind: fc.constant("repeat" as const), at, length }),
  fc.record({ kind: fc.constant("end" as const), at }),
  fc.record({ kind: fc.constant("number" as const), at, value: number }),
);

/** A few changes of bytes; the same ones for any input of that length. */
export const changes: fc.Arbitrary<readonly Change[]> = fc.array(change, {
  minLength: 1,
  maxLength: 4,
});

export function changed(bytes: Uint8Array, changes: readonly Change[]): Uint8Array {
  return changes.reduce(apply, bytes);
}

function apply(bytes: Uint8Array, change: Change): Uint8Array {
  const at = bytes.length === 0 ? 0 : change.at % bytes.length;
  switch (change.kind) {
    case "flip": {
      const copy = bytes.slice();
      copy[at] = (copy[at] ?? 0) ^ change.by;
      return copy;
    }
    case "number": {
      const copy = bytes.slice();
      const view = new DataView(copy.buffer);
      if (at + 4 <= copy.length) view.setUint32(at, change.value, true);
      return copy;
    }
    case "cut":
      return joined(bytes.subarray(0, at), bytes.subarray(at + change.length));
    case "insert":
      return joined(bytes.subarray(0, at), change.bytes, bytes.subarray(at));
    case "repeat":
      return joined(bytes.subarray(0, at + change.length), bytes.subarray(at));
    case "end":
      return bytes.subarray(0, at);
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}

/** Texts of an arbitrary with a few changes. */
export function mutated(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(texts, changes).map(([text, some]) =>
    new TextDecoder().decode(changed(new TextEncoder().encode(text), some))
  );
}

/** Texts that are put together from words that mean something, and any others. */
export function pieces(words: readonly string[], maxLength = 12): fc.Arbitrary<string> {
  return fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 5 })), { maxLength })
    .map((some) => some.join(""));
}
