/** Replies that are small on the wire, and large once they are parsed. */

const MIB = 1024 * 1024;

/** So much text of one pattern. */
export function filled(piece: string, bytes = MIB): string {
  return piece.repeat(Math.ceil(bytes / piece.length));
}

/** What a reply of one MiB may consist of. */
export const BOMBS: Readonly<Record<string, string>> = {
  "nested arrays": filled("["),
  "nested arrays that are closed": filled("[", MIB / 2) + filled("]", MIB / 2),
  "nested objects": filled('{"a":'),
  "nested data in an envelope": `{"status":200,"data":${filled("[", MIB / 2)}${
    filled("]", MIB / 2)
  }}`,
  "empty arrays": `[${filled("[],")}1]`,
  "empty arrays in an envelope": `{"status":200,"data":[${filled("[],")}1]}`,
  "small objects": `{"status":200,"data":[${filled('{"a":1},')}1]}`,
  "many keys": `{"status":200,"data":{${
    Array.from({ length: 90_000 }, (_, key) => `"k${key}":[0,0,0]`).join()
  }}}`,
  "an envelope in noise": `<p>x</p>{"status":200,"data":[${filled("[],")}1]}<p>y</p>`,
  "a frame of version 1": `###{"encapsulation":1,"body":{"status":200,"data":${
    JSON.stringify(`[${filled("[],")}1]`)
  }}}###`,
};
