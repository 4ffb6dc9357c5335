// deno-lint-ignore-file no-console -- what it prints is what it is for
/**
 * Prints the SHA-256 of files, as `sha256sum --check` reads them, by their names alone.
 *
 *     deno task release:checksums FILE…
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";

/** One line for each file, by name. */
export async function checksumsOf(paths: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const path of paths.toSorted((one, other) => basename(one) < basename(other) ? -1 : 1)) {
    const hash = createHash("sha256");
    await pipeline(createReadStream(path), hash);
    lines.push(`${hash.digest("hex")}  ${basename(path)}\n`);
  }
  return lines.join("");
}

if (import.meta.main) {
  if (Deno.args.length === 0) {
    console.error("Name the files");
    Deno.exit(2);
  }
  await Deno.stdout.write(new TextEncoder().encode(await checksumsOf(Deno.args)));
}
