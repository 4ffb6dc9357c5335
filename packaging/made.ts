// deno-lint-ignore-file no-console -- it says what was made
import { fileURLToPath } from "node:url";

/** The top of the project. */
export const TOP: string = fileURLToPath(new URL("../", import.meta.url));

/** Bytes as people read them: `1.1 MB`. */
export function sizeOf(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.ceil(bytes / 1000)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Says what was made, from the top of the project: `dist/sitehaul.tgz (1.1 MB)`. */
export async function tellMade(path: string, note?: string): Promise<void> {
  console.log(`${path} (${note ?? sizeOf((await Deno.stat(TOP + path)).size)})`);
}
