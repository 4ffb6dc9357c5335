/**
 * Telling archives from what is often found in their place.
 * @module
 */
import { Buffer } from "node:buffer";
import type { PartChain } from "./part_chain.ts";

/** How much is examined. */
const LOOK = 4096;

/**
 * A local header, the mark of a split archive or of one that did not need to be, or the end of an
 * archive without entries, of 32 or 64 bits.
 */
const ZIP_STARTS: readonly string[] = [
  "PK\x03\x04",
  "PK\x07\x08",
  "PK00PK\x03\x04",
  "PK\x05\x06",
  "PK\x06\x06",
];

/** The format by the first bytes, or why it is none. */
export async function sniff(
  chain: PartChain,
): Promise<"jpa" | "jps" | "zip" | { readonly message: string }> {
  const view = await chain.view(0, LOOK);
  const start = Buffer.from(view.buffer, view.byteOffset, view.length).toString("latin1");
  if (start.startsWith("JPA")) return "jpa";
  if (start.startsWith("JPS")) return "jps";
  if (ZIP_STARTS.some((mark) => start.startsWith(mark))) return "zip";
  return { message: describe(chain, start) };
}

function describe(chain: PartChain, start: string): string {
  if (start === "") return "the file is empty";
  const noise = startsWithin(start);
  if (noise > 0) {
    return `${noise} bytes of other data precede the archive`;
  }
  if (/^\s*</.test(start)) return "this is a web page, not an archive";
  if (/^\s*(\{|###)/.test(start)) {
    return "this is a reply of the site's API, not an archive: the download was refused";
  }
  const name = chain.parts[0]?.name ?? "";
  if (/\.(jpa|jps|zip)$/i.test(name)) {
    return "the archive does not start here: it is damaged, or this is the last part of a " +
      `split archive and the others (${name.replace(/..$/, "01")}, …) are missing`;
  }
  return "this is not an archive of a known format (JPA, JPS, ZIP)";
}

/** Where an archive seems to begin, by its signature and version; -1 where none does. */
function startsWithin(text: string): number {
  const places = [...text.matchAll(/JP[AS]/g)].map(({ index }) => index);
  return places.find((at) =>
    text[at + 2] === "A" ? text[at + 5] === "\x01" : text[at + 3] === "\x02"
  ) ??
    -1;
}
