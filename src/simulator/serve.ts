/** Puts a simulated site on a port of this machine. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Simulator } from "./simulator.ts";

/** On which address, and with which certificate. */
export interface ServeOptions {
  /** 0 takes any that is free. @default {0} */
  readonly port?: number;
  /** What the socket is bound to. @default {"127.0.0.1"} */
  readonly hostname?: string;
  /** Certificate and key in PEM, for https. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** A simulated site that listens. */
export interface SimulatorServer extends AsyncDisposable {
  /** The address of the site; ends in a slash. */
  readonly url: string;
  /** The one that was free, where none was named. */
  readonly port: number;
  /** Stops listening and drops every connection. */
  close(): Promise<void>;
}

/**
 * Serves a simulated site. Speaks HTTP/1.1 with the reason phrases of the product, and breaks
 * connections where the simulator says so.
 */
export async function serve(
  simulator: Simulator,
  options: ServeOptions = {},
): Promise<SimulatorServer> {
  const { port = 0, hostname = "127.0.0.1", tls } = options;
  const scheme = tls === undefined ? "http" : "https";
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    void answer(simulator, scheme, incoming, outgoing);
  };
  const server = tls === undefined
    ? createServer(listener)
    : createSecureServer({ cert: tls.cert, key: tls.key }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, resolve);
  });
  const address = server.address() as AddressInfo;
  const close = async () => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    await simulator.idle();
  };
  return {
    url: `${scheme}://${hostname}:${address.port}${simulator.options.root}`,
    port: address.port,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function answer(
  simulator: Simulator,
  scheme: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  try {
    const response = await simulator.handle(await requestOf(scheme, incoming));
    await send(response, outgoing);
  } catch {
    // The simulator lost this connection, or the client did.
    incoming.socket.destroy();
  }
}

async function requestOf(scheme: string, incoming: IncomingMessage): Promise<Request> {
  const { method = "GET", url = "/", headers } = incoming;
  const pieces: Uint8Array[] = [];
  for await (const piece of incoming) pieces.push(piece as Uint8Array);
  const fields = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]]
  );
  const body = method === "GET" || method === "HEAD" || pieces.length === 0
    ? null
    : new Blob(pieces as BlobPart[]);
  return new Request(new URL(url, `${scheme}://${headers.host ?? "127.0.0.1"}`), {
    method,
    headers: fields,
    body,
  });
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  const cookies = response.headers.getSetCookie();
  const headers: Record<string, string | string[]> = Object.fromEntries(response.headers);
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  outgoing.writeHead(response.status, response.statusText || undefined, headers);
  outgoing.flushHeaders();
  const sent = new Sent(outgoing);
  try {
    for await (const piece of response.body ?? []) await sent.write(piece);
    outgoing.end();
  } catch {
    // The bytes before the break arrive: a connection that is destroyed drops what it has not sent.
    await sent.flushed();
    outgoing.destroy();
  }
}

/** The body of an answer on its way. */
class Sent {
  readonly #outgoing: ServerResponse;
  readonly #closed: Promise<void>;
  #written: Promise<void> = Promise.resolve();

  constructor(outgoing: ServerResponse) {
    this.#outgoing = outgoing;
    this.#closed = new Promise((resolve) => outgoing.once("close", resolve));
  }

  /** Waits while the client does not take what is sent. */
  async write(piece: Uint8Array): Promise<void> {
    if (this.#outgoing.destroyed) throw new Error("The client is gone");
    let isTaken = true;
    this.#written = new Promise((resolve) => {
      isTaken = this.#outgoing.write(piece, () => resolve());
    });
    if (!isTaken) await this.flushed();
  }

  /** Settles when everything is handed over to the network, or the client is gone. */
  async flushed(): Promise<void> {
    await Promise.race([this.#written, this.#closed]);
  }
}
