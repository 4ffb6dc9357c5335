/**
 * How files go by FTP. The library's own way is not used: a server that refuses in the middle, for
 * want of room, closes the data connection first and says why afterwards, and the library closes
 * everything as soon as the first of the two shows.
 */
import type { Client, FTPContext } from "basic-ftp";
import { once } from "node:events";
import type { Socket } from "node:net";

/** How long a server may take to say why it has closed a data connection, milliseconds. */
const REPLY_MS = 2000;

/** Sends a file, and waits until the server confirms that it has all of it. */
export async function send(
  client: Client,
  path: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  const { ftp } = client;
  const name = await client.protectWhitespace(path);
  await client.prepareTransfer(ftp);
  const socket = ftp.dataSocket;
  if (socket === undefined) throw new Error("Can't open data connection");
  const broken = breakOf(socket);
  let isBroken = false;
  broken.catch(() => isBroken = true);
  let pouring: Promise<void> | undefined;
  try {
    await ftp.handle(`STOR ${name}`, (reply, task) => {
      if (reply instanceof Error) task.reject(reply);
      else if (reply.code === 150 || reply.code === 125) {
        // Here it is the data that must keep moving.
        ftp.socket.setTimeout(0);
        pouring ??= pour(bytes, socket, broken, ftp);
        pouring.catch((error) => {
          // The reply that says why comes to this handler as an error of its own.
          if (!isBroken || ftp.closed) task.reject(error);
          else setTimeout(() => task.reject(error), REPLY_MS);
        });
      } else if (reply.code >= 200) task.resolve(reply);
    });
    await pouring;
  } finally {
    ftp.socket.setTimeout(ftp.timeout);
    ftp.dataSocket = undefined;
  }
}

/** Rejects when the connection breaks; the library is not to hear of it. */
function breakOf(socket: Socket): Promise<never> {
  socket.removeAllListeners("error").removeAllListeners("close");
  return new Promise((_, reject) => {
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("Server closed connection unexpectedly")));
  });
}

async function pour(
  bytes: AsyncIterable<Uint8Array>,
  socket: Socket,
  broken: Promise<never>,
  ftp: FTPContext,
): Promise<void> {
  const inTime = (work: Promise<unknown>) => within(ftp, Promise.race([work, broken]));
  if ("getCipher" in socket && typeof socket.getCipher === "function" && !socket.getCipher()) {
    await inTime(once(socket, "secureConnect"));
  }
  for await (const piece of bytes) {
    if (!socket.write(piece)) await inTime(once(socket, "drain"));
  }
  await inTime(new Promise<void>((resolve) => socket.end(() => resolve())));
}

/** Waits no longer than the server may be silent; a slow source is no fault of the server. */
async function within(ftp: FTPContext, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("Timeout (data socket)")), ftp.timeout);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
