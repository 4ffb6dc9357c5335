/** The certificate that a host shows, whether it is a good one or not. */
import { isIP } from "node:net";
import type { PeerCertificate } from "node:tls";
import { builtIn } from "../base/built_in.ts";
import { bareHost, portOf } from "./dial.ts";

/** How long a host may take to show it, ms. */
const LIMIT_MS = 10_000;

/**
 * The certificate at the host and port of a URL, by one connection over which nothing is sent.
 *
 * @throws {Error} of the platform, when there is no connection
 */
export function certificateOf(url: URL, signal: AbortSignal): Promise<PeerCertificate> {
  const host = bareHost(url);
  return new Promise((resolve, reject) => {
    const socket = builtIn("node:tls").connect({
      host,
      port: portOf(url),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      // Nothing is sent: this only reads the certificate, even an invalid one.
      rejectUnauthorized: false,
    });
    const stop = () => socket.destroy(new Error("handshake timed out"));
    const limit = setTimeout(stop, LIMIT_MS);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    socket.once("secureConnect", () => {
      resolve(socket.getPeerCertificate());
      socket.destroy();
    });
    socket.once("error", reject);
    socket.once("close", () => {
      clearTimeout(limit);
      signal.removeEventListener("abort", stop);
      reject(new Error("connection closed"));
    });
  });
}

/** When it ends, ms since 1970; `undefined` where that cannot be told. */
export async function certificateEnd(url: URL, signal: AbortSignal): Promise<number | undefined> {
  const { valid_to } = await certificateOf(url, signal);
  const end = Date.parse(valid_to);
  return Number.isNaN(end) ? undefined : end;
}
