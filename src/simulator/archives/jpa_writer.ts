/** Writes archives in the JPA format: real ones, whole or split. */
import {
  type ArchiveEntity,
  type ArchivePart,
  ArchiveWriter,
  joined,
  numbers,
  storedForm,
} from "./parted_bytes.ts";

const TYPES = { directory: 0, file: 1, link: 2 } as const;
/** A link comes with the mode of what it points to (observed: 10.2.1). */
const MODES = { directory: 0o040755, file: 0o100644, link: 0o100644 } as const;

/**
 * Writes one archive, version 1.3. The header holds zeros until {@linkcode JpaWriter.close} fills
 * it in, as the product does it.
 */
export class JpaWriter extends ArchiveWriter {
  readonly #isSplit: boolean;
  #entities = 0;
  #size = 0;
  #stored = 0;

  /** An empty archive; split where a size of parts is given. */
  constructor(options: { partSize?: number | undefined } = {}) {
    super(options.partSize);
    this.#isSplit = options.partSize !== undefined;
    this.bytes.addWhole(this.#header());
  }

  override add(entity: ArchiveEntity): void {
    const { content } = entity;
    const { stored, isDeflated } = storedForm(entity);
    this.bytes.addWhole(entityHeader(entity, stored.length, isDeflated));
    this.bytes.add(stored);
    this.#entities += 1;
    this.#size += content.length;
    this.#stored += stored.length;
  }

  /** Fills in the header. Nothing can be added after that. */
  override close(): void {
    this.isClosed = true;
    this.bytes.writeFirst(this.#header());
  }

  /** The parts in the order of their bytes; the last one is the `.jpa` once the archive is closed. */
  override parts(): ArchivePart[] {
    return this.bytes.parts("j", "jpa", this.isClosed);
  }

  #header(): Uint8Array {
    const [entities, size, stored] = this.isClosed
      ? [this.#entities, this.#size, this.#stored]
      : [0, 0, 0];
    const parts = this.#isSplit
      ? numbers([0x0101504a, 4], [4, 2], [this.isClosed ? this.bytes.count : 0, 2])
      : numbers();
    return joined(
      new TextEncoder().encode("JPA"),
      numbers([19 + parts.length + 22, 2], [1, 1], [3, 1], [entities, 4], [size, 4], [stored, 4]),
      parts,
      numbers([0x0201504a, 4], [18, 2], [size, 8], [stored, 8]),
    );
  }
}

function entityHeader(
  { path, type, content, mtime }: ArchiveEntity,
  stored: number,
  deflated: boolean,
): Uint8Array {
  const name = new TextEncoder().encode(path);
  // Only files have a time (observed: 10.2.1).
  const time = type === "file" ? numbers([0x0100, 2], [8, 2], [mtime, 4]) : numbers();
  return joined(
    new TextEncoder().encode("JPF"),
    numbers([21 + name.length + time.length + 20, 2], [name.length, 2]),
    name,
    numbers([TYPES[type], 1], [deflated ? 1 : 0, 1]),
    numbers([stored, 4], [content.length, 4], [MODES[type], 4]),
    time,
    numbers([0x0200, 2], [20, 2], [stored, 8], [content.length, 8]),
  );
}
