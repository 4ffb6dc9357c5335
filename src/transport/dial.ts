/** Tries whether a host takes a TCP connection. */
import { builtIn } from "../base/built_in.ts";

/** Resolves when the host of the URL took a connection, which is closed again at once. */
export type Dial = (url: URL, signal: AbortSignal) => Promise<void>;

/** Opens a TCP connection to the host and port of a URL and closes it. */
export const dialTcp: Dial = (url: URL, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    // Loaded for the rare host that is silent: all others are reached by fetch.
    const socket = builtIn("node:net").connect({ host: bareHost(url), port: portOf(url) });
    const stop = () => {
      socket.destroy();
      reject(signal.reason);
    };
    signal.addEventListener("abort", stop, { once: true });
    socket.once("connect", () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", reject);
    socket.once("close", () => signal.removeEventListener("abort", stop));
  });

/** The host as sockets take it: an address of IPv6 without brackets. */
export function bareHost({ hostname }: Pick<URL, "hostname">): string {
  return hostname.replace(/^\[|\]$/g, "");
}

/** The port, also where the address leaves it to the scheme. */
export function portOf({ port, protocol }: Pick<URL, "port" | "protocol">): number {
  return Number(port) || (protocol === "https:" ? 443 : 80);
}
