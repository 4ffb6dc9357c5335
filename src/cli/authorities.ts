/**
 * Certificate authorities, from a file.
 * @module
 */
import { resolve } from "node:path";
import { SitehaulError } from "../errors.ts";

/**
 * The certificate authorities of `--ca-file`.
 *
 * @throws {SitehaulError} `usage/value`
 */
export async function readAuthorities(cwd: string, file: string): Promise<string> {
  try {
    const { readFile } = await import("node:fs/promises");
    return await readFile(resolve(cwd, file), "utf8");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SitehaulError("usage/value", `Cannot read the certificate authorities: ${reason}`, {
      hint: "Check the path given with --ca-file.",
      cause,
    });
  }
}
