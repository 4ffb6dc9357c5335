/** TCP connections to FTP and SSH servers. */
import { connect, type Socket } from "node:net";
import { timerMs } from "../base/abort.ts";
import { SitehaulError } from "../base/errors.ts";
import type { SettledOptions } from "./remote_settings.ts";
import { describePlace } from "./remote_url.ts";

/**
 * Connects to the server of a place.
 *
 * @throws {SitehaulError} `network/connect-timeout`; else whatever the platform throws
 */
export async function dial(settings: SettledOptions): Promise<Socket> {
  const { place: { host, port } } = settings;
  const socket = connect({ host, port, noDelay: true });
  const connected = new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  await inTime(connected, settings, () => socket.destroy());
  return socket;
}

/**
 * Waits for something that belongs to connecting. When it takes too long, fails, or is called off,
 * it is stopped.
 */
export function inTime<T>(
  work: Promise<T>,
  { place, connectMs, signal }: SettledOptions,
  stop: () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      finish();
      stop();
      reject(error);
    };
    const abort = () => fail(signal?.reason);
    const timer = setTimeout(() => fail(tooLate(place, connectMs)), timerMs(connectMs));
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) abort();
    work.then((value) => {
      finish();
      resolve(value);
    }, fail);
  });
}

function tooLate(place: SettledOptions["place"], connectMs: number): SitehaulError {
  return new SitehaulError(
    "network/connect-timeout",
    `${describePlace(place)} does not accept the connection within ${connectMs / 1000} s`,
    { hint: "Check the host and the port of the URL; a firewall may drop the connection." },
  );
}
