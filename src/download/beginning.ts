/**
 * Whether what comes as a whole file begins like one: PHP may print a notice in front of it, and a
 * page or a refusal may come in its place, with the length that was announced for the file.
 */
import { Buffer } from "node:buffer";
import { quoted, toOneLine } from "../base/message_text.ts";

/** How much is looked at, bytes. */
const LOOK = 512;

/** What of it is told, characters. */
const TOLD = 80;

/** JPA, JPS, and a ZIP: a local header, the mark of a split one, or the end of an empty one. */
const ARCHIVE: readonly string[] = [
  "JPA",
  "JPS",
  "PK\x03\x04",
  "PK\x07\x08",
  "PK00",
  "PK\x05\x06",
  "PK\x06\x06",
];

/** A page, a notice of PHP with or without its HTML, an envelope of the API. */
const NO_FILE: readonly RegExp[] = [
  /^\s*<!--/,
  /^\s*<(?:!doctype|\?xml|html|head|body|title|br|b|p|div|pre|script|style|meta|table)\b/i,
  /^\s*(?:PHP )?(?:Warning|Notice|Deprecated|Strict Standards|(?:Fatal|Parse) error)\s*:\s/,
  /^\s*(?:###)?\s*\{\s*"(?:status|encapsulation)"/,
];

/** The first bytes of a file, while they come. */
export class Beginning {
  /** Zeros behind what has come so far. */
  readonly bytes: Buffer = Buffer.alloc(LOOK);
  readonly #startsArchive: boolean;
  #seen = 0;

  /** @param startsArchive whether an archive begins in this file */
  constructor(startsArchive: boolean) {
    this.#startsArchive = startsArchive;
  }

  /** Takes the bytes that follow; gives whether there are enough now, and were not before. */
  take(bytes: Uint8Array): boolean {
    if (this.#seen === LOOK) return false;
    const room = bytes.subarray(0, LOOK - this.#seen);
    this.bytes.set(room, this.#seen);
    this.#seen += room.byteLength;
    return this.#seen === LOOK;
  }

  /** What stands there instead of a file's beginning, as a quotation; nothing if all is well. */
  get strange(): string | undefined {
    const text = this.#text;
    const isNoFile = NO_FILE.some((kind) => kind.test(text)) ||
      (this.#startsArchive && !ARCHIVE.some((mark) => text.startsWith(mark)));
    return isNoFile ? shown(text) : undefined;
  }

  /** Whether other bytes of the same file begin like this. */
  agreesWith(other: Uint8Array): boolean {
    return this.bytes.subarray(0, this.#seen).equals(other.subarray(0, this.#seen));
  }

  get #text(): string {
    return this.bytes.toString("latin1", 0, this.#seen);
  }
}

/** Words for people: without tags, and without what follows of the file itself. */
function shown(text: string): string {
  const [printable = ""] = /^[\s\x20-\x7e]*/.exec(text) ?? [];
  if (printable.length < 8) return "bytes that begin no archive";
  const end = 1 + Math.max(printable.lastIndexOf("\n"), printable.lastIndexOf(">"));
  const words = printable.slice(0, end === 0 || printable === text ? undefined : end);
  const isCut = words === printable && (printable !== text || text.length === LOOK);
  return quoted(toOneLine(`${words.replace(/<[^>]*>/g, "")}${isCut ? "…" : ""}`), TOLD);
}

/** Whether an archive begins in a file: in the first of several, `.j01`, or in the only one. */
export function startsArchive(name: string, isOnly: boolean): boolean {
  return /\.[jz]01$/i.test(name) || (isOnly && /\.(?:jpa|jps|zip)$/i.test(name));
}
