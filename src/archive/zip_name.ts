/** Names in a ZIP archive: raw bytes, and what tells how to read them. */
import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import { ZIP_CODE_PAGE } from "./code_page.ts";
import { type EntryName, entryName, plainName } from "./entry.ts";
import { numbers } from "./jpa_header.ts";
import { extraFields } from "./zip_extra.ts";

/** Bit 11 of the flags: the name is UTF-8. */
const UTF8_FLAG = 0x800;

/** A name that is the same in UTF-8 and in all code pages. */
const ASCII = /^[\x20-\x7e]*$/;

/** The extra field in which Info-ZIP repeats a name in UTF-8. */
const UNICODE_PATH = 0x7075;

/** What a header has about the name of its entry: three fields may hold it. */
export interface ZipName {
  /** As it is stored: a character for each byte, which takes much less memory than an array. */
  readonly name: string;
  /** The same name in UTF-8, from an extra field. */
  readonly utf8?: Uint8Array;
  /** Whether the header says that the name is UTF-8. */
  readonly isUtf8: boolean;
}

/** Takes a name together with what is known of it. */
export function zipName(bytes: Uint8Array, flags: number, extra: Uint8Array): ZipName {
  const utf8 = unicodePath(bytes, extra);
  const name = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  const isUtf8 = (flags & UTF8_FLAG) !== 0;
  return utf8 === undefined ? { name, isUtf8 } : { name, utf8, isUtf8 };
}

/** The field belongs to the name if it has its checksum: a program may have changed only the name. */
function unicodePath(name: Uint8Array, extra: Uint8Array): Uint8Array | undefined {
  for (const field of extraFields(extra, UNICODE_PATH)) {
    const isPath = field.length > 5 && field[0] === 1;
    if (isPath && numbers(field).getUint32(1, true) === crc32(name)) return field.slice(5);
  }
  return undefined;
}

/**
 * The name in the terms of an entry: the field in UTF-8 comes first; what is valid UTF-8 is taken for
 * it, with or without the flag; the rest is in a code page.
 */
export function nameOf({ name, utf8, isUtf8 }: ZipName, encoding = ZIP_CODE_PAGE): EntryName {
  if (utf8 !== undefined) return entryName(utf8);
  if (ASCII.test(name)) return plainName(name);
  return entryName(Buffer.from(name, "latin1"), isUtf8 ? undefined : encoding);
}
