/** Telling archives from what is often found in their place. */
import { Buffer } from "node:buffer";
import type { PartChain } from "./part_chain.ts";

/** Bytes at the start of a file that are examined: an archive may begin behind a PHP notice. */
const LOOK = 4096;

/** What Akeeba Backup writes: its own two formats, the second of them encrypted, and ZIP. */
export type ArchiveFormat = "jpa" | "jps" | "zip";

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

/** What the first bytes tell. */
export interface Sniffed {
  /** `undefined` where there is no archive. */
  readonly format: ArchiveFormat | undefined;
  /** Where the archive begins; undefined where its beginning is lost. */
  readonly at: number | undefined;
  /** What is wrong, in half a sentence. */
  readonly message?: string;
}

/** The format by the first bytes, or what is there instead. */
export async function sniff(chain: PartChain): Promise<Sniffed> {
  const view = await chain.view(0, LOOK);
  const start = Buffer.from(view.buffer, view.byteOffset, view.length).toString("latin1");
  const format = formatAt(start);
  return format === undefined ? describe(chain, start) : { format, at: 0 };
}

function formatAt(start: string): ArchiveFormat | undefined {
  if (start.startsWith("JPA")) return "jpa";
  if (start.startsWith("JPS")) return "jps";
  return ZIP_STARTS.some((mark) => start.startsWith(mark)) ? "zip" : undefined;
}

/** The format that the name of a part promises; a numbered part alone may be of JPS as well. */
export function formatOfName(name: string): ArchiveFormat | undefined {
  if (/\.jps$/i.test(name)) return "jps";
  if (/\.(jpa|j\d{2,5})$/i.test(name)) return "jpa";
  return /\.(zip|z\d{2,5})$/i.test(name) ? "zip" : undefined;
}

function describe(chain: PartChain, start: string): Sniffed {
  const nothing = (message: string) => ({ format: undefined, at: undefined, message });
  if (start === "") return nothing("the file is empty");
  const noise = startsWithin(start);
  if (noise > 0) {
    const message = `${noise} bytes of other data precede the archive`;
    return { format: formatAt(start.slice(noise)), at: noise, message };
  }
  if (isText(start) && /^\s*</.test(start)) return nothing("this is a web page, not an archive");
  if (isText(start) && /^\s*(\{|###)/.test(start)) {
    return nothing("this is a reply of the site's API, not an archive: the download was refused");
  }
  const name = chain.parts[0]?.name ?? "";
  const format = formatOfName(name);
  if (format === undefined) {
    return nothing("this is not an archive of a known format (JPA, JPS, ZIP)");
  }
  const others = /\.(jpa|jps|zip)$/i.test(name)
    ? `, or this is the last part of a split archive and the others (${
      name.replace(/..$/, "01")
    }, …) are missing`
    : "";
  const message = `the archive does not start here: it is damaged${others}`;
  return { format, at: undefined, message };
}

function isText(start: string): boolean {
  return !/[^\P{Cc}\s]/u.test(start);
}

/**
 * Where an archive seems to begin, by its signature and version, behind text such as a PHP notice; -1
 * where none does. Behind anything else it is an archive in the archive.
 */
function startsWithin(text: string): number {
  const places = [...text.matchAll(/JP[AS]|PK/g)].map(({ index }) => index);
  return places.find((at) => {
    if (!isText(text.slice(0, at))) return false;
    if (text.startsWith("JPA", at)) return text[at + 5] === "\x01";
    if (text.startsWith("JPS", at)) return text[at + 3] === "\x02";
    return text.startsWith("PK\x03\x04", at);
  }) ?? -1;
}
