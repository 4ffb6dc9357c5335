/** Secrets as people meant them, however they were saved. */

/** The byte order marks that say how a text is written. */
const MARKS: readonly (readonly [encoding: string, mark: readonly number[]])[] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/**
 * The text of a file or of a program's output: UTF-8, or what its byte order mark says. The `>` of
 * Windows PowerShell writes UTF-16.
 */
export function decodeText(bytes: Uint8Array): string {
  const [encoding] = MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte)) ??
    ["utf-8"];
  return new TextDecoder(encoding).decode(bytes);
}

/**
 * A secret without what an editor, `echo` or a YAML block put around it: a byte order mark before it,
 * line breaks after it. No site can store a secret that has these.
 */
export function meantSecret(secret: string): string {
  return secret.replace(/^\ufeff/, "").replace(/[\r\n]+$/, "");
}
