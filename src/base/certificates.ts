/** Certificates in PEM format. */
import { SitehaulError } from "./errors.ts";

/** Each with its marks; what stands between them is not checked. */
export function certificatesIn(text: string): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? [];
}

/**
 * Refuses authorities of which one is no certificate: the runtimes trust no further authority then, and
 * say nothing (observed: Deno 2.9.6).
 *
 * @throws {SitehaulError} `usage/value`
 */
export function checkAuthorities(caCerts: readonly string[]): void {
  if (caCerts.some((text) => certificatesIn(text).length === 0)) throw unusableAuthorities();
}

/** The error for authorities that cannot be used. */
export function unusableAuthorities(cause?: unknown): SitehaulError {
  return new SitehaulError("usage/value", "Cannot read the certificate authorities", {
    hint: "Each must be a certificate in PEM format: -----BEGIN CERTIFICATE----- …",
    cause,
  });
}
