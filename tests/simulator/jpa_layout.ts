/** Takes a JPA archive apart, field by field, without any of the project's own code. */

/** The header, and all that follows it. */
export interface ArchiveLayout {
  readonly signature: string;
  readonly length: number;
  readonly version: string;
  /** Entities, bytes of contents, bytes of stored data. */
  readonly totals: readonly number[];
  readonly extras: readonly ExtraLayout[];
  readonly entities: readonly EntityLayout[];
}

/** An extra header or field: its kind in hexadecimal, the length it tells, its content. */
export interface ExtraLayout {
  readonly kind: string;
  readonly length: number;
  readonly content: Uint8Array;
}

export interface EntityLayout {
  readonly path: string;
  readonly headerLength: number;
  readonly type: number;
  readonly compression: number;
  readonly storedSize: number;
  readonly size: number;
  readonly mode: string;
  readonly extras: readonly ExtraLayout[];
  readonly stored: Uint8Array;
  /** Where its header begins and ends. */
  readonly header: readonly [number, number];
}

/** The layout of the joined parts of an archive. */
export function layoutOf(bytes: Uint8Array): ArchiveLayout {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint16(3, true);
  const extras: ExtraLayout[] = [];
  for (let at = 19; at < length;) {
    // Here the length counts its own two bytes, and not the four of the kind.
    const own = view.getUint16(at + 4, true);
    const content = bytes.subarray(at + 6, at + 4 + own);
    extras.push({ kind: bytes.subarray(at, at + 4).toHex(), length: own, content });
    at += 4 + own;
  }
  const entities: EntityLayout[] = [];
  for (let at = length; at < bytes.length;) {
    const entity = entityAt(bytes, view, at);
    entities.push(entity);
    at = entity.header[1] + entity.storedSize;
  }
  return {
    signature: textOf(bytes.subarray(0, 3)),
    length,
    version: `${bytes[5]}.${bytes[6]}`,
    totals: [7, 11, 15].map((at) => view.getUint32(at, true)),
    extras,
    entities,
  };
}

function entityAt(bytes: Uint8Array, view: DataView, at: number): EntityLayout {
  const signature = textOf(bytes.subarray(at, at + 3));
  if (signature !== "JPF") throw new Error(`No entity at ${at}, but ${signature}`);
  const headerLength = view.getUint16(at + 3, true);
  const end = at + headerLength;
  const fields = at + 7 + view.getUint16(at + 5, true);
  const extras: ExtraLayout[] = [];
  for (let extra = fields + 14; extra < end;) {
    // Here the length counts the two bytes of the kind, too.
    const own = view.getUint16(extra + 2, true);
    const content = bytes.subarray(extra + 4, extra + own);
    extras.push({ kind: bytes.subarray(extra, extra + 2).toHex(), length: own, content });
    extra += own;
  }
  const storedSize = view.getUint32(fields + 2, true);
  return {
    path: textOf(bytes.subarray(at + 7, fields)),
    headerLength,
    type: bytes[fields] ?? -1,
    compression: bytes[fields + 1] ?? -1,
    storedSize,
    size: view.getUint32(fields + 6, true),
    mode: view.getUint32(fields + 10, true).toString(8),
    extras,
    stored: bytes.subarray(end, end + storedSize),
    header: [at, end],
  };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
