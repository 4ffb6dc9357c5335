/** Digests of short texts. Files are read in blocks elsewhere. */
import { builtIn } from "./built_in.ts";

/** The SHA-256 of a text, 64 hexadecimal digits. */
export function sha256Of(text: string): string {
  return digestOf("sha256", text);
}

/** The MD5 of a text, 32 hexadecimal digits: API version 1 wants it. */
export function md5Of(text: string): string {
  return digestOf("md5", text);
}

function digestOf(algorithm: string, text: string): string {
  // Loaded only here: it would make up a tenth of what a short command takes.
  return builtIn("node:crypto").createHash(algorithm).update(text, "utf8").digest("hex");
}
