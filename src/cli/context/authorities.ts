/** Certificate authorities, from a file. */
import { resolve } from "../../base/paths.ts";
import { certificatesIn } from "../../base/certificates.ts";

/** All authorities that a system trusts make a third of a megabyte. */
const LARGEST = 8 * 1024 * 1024;

/**
 * The certificate authorities of `--ca-file`.
 *
 * @throws {SitehaulError} `usage/value`
 */
export async function readAuthorities(
  cwd: string,
  file: string,
  signal: AbortSignal,
): Promise<string> {
  const { readNamedText } = await import("../world/read_input.ts");
  const [what, hint] = ["the certificate authorities", "Check the path given with --ca-file."];
  return await readNamedText(resolve(cwd, file), { what, hint, signal, most: LARGEST });
}

/**
 * What is wrong with a text of certificate authorities; nothing if all of them can be used.
 *
 * @param text PEM
 */
export async function faultOfAuthorities(text: string): Promise<string | undefined> {
  const found = certificatesIn(text);
  if (found.length === 0) {
    return "it has no certificate in PEM format: -----BEGIN CERTIFICATE----- …";
  }
  const { X509Certificate } = await import("node:crypto");
  for (const [index, certificate] of found.entries()) {
    try {
      new X509Certificate(certificate);
    } catch {
      return `its certificate ${index + 1} is damaged`;
    }
  }
}
