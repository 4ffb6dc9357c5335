/** Digests of short texts. Files are read in blocks elsewhere. */
import { builtIn } from "./built_in.ts";

/** The SHA-256 of a text in UTF-8, 64 hexadecimal digits. */
export async function sha256Of(text: string): Promise<string> {
  // Unlike Node's, this one is there from the start: short commands need no more than this.
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A digest in hexadecimal digits for those who cannot wait; its module is loaded only now. */
export function digestAtOnce(algorithm: "md5" | "sha256", text: string): string {
  return builtIn("node:crypto").createHash(algorithm).update(text, "utf8").digest("hex");
}
