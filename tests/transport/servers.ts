// Servers on 127.0.0.1 that behave, and misbehave, as a test wants.

/** A server that `await using` closes. */
export interface Server extends AsyncDisposable {
  /** Its address, with a slash at the end. */
  readonly url: string;
  readonly port: number;
}

export interface HttpOptions {
  /** The name of a certificate in tests/support/tls/. */
  readonly certificate?: "localhost" | "expired" | "wrong_host" | "authority";
}

/** A well-behaved HTTP server. */
export async function serveHttp(
  handle: (request: Request) => Response | Promise<Response>,
  options: HttpOptions = {},
): Promise<Server> {
  const { certificate } = options;
  const tls = certificate === undefined ? {} : {
    cert: await tlsFile(`${certificate}.pem`),
    key: await tlsFile(`${certificate}.key`),
  };
  const stop = new AbortController();
  const server = Deno.serve({
    port: 0,
    hostname: "127.0.0.1",
    onListen: () => {},
    onError: () => new Response(null, { status: 500 }),
    signal: stop.signal,
    ...tls,
  }, handle);
  const { port } = server.addr;
  return {
    port,
    url: `${certificate === undefined ? "http" : "https"}://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await server.finished;
    },
  };
}

/** One connection that a raw server accepted. */
export interface RawConnection {
  /** The text of what came next; "" at the end. */
  readonly read: () => Promise<string>;
  readonly write: (text: string) => Promise<unknown>;
  readonly close: () => void;
}

/** A TCP server that says exactly what the test says, and can count its connections. */
export function serveRaw(
  talk: (connection: RawConnection) => Promise<void>,
): Server & { readonly connections: () => number } {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const open = new Set<Deno.Conn>();
  const talks: Promise<void>[] = [];
  let count = 0;
  const accept = async () => {
    for await (const conn of listener) {
      count++;
      open.add(conn);
      // A broken pipe is what some of these tests are about.
      talks.push(talk(rawConnection(conn, () => close(conn))).catch(() => {}));
    }
  };
  const close = (conn: Deno.Conn) => open.delete(conn) && conn.close();
  const accepting = accept();
  const { port } = listener.addr as Deno.NetAddr;
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    connections: () => count,
    [Symbol.asyncDispose]: async () => {
      listener.close();
      await accepting;
      [...open].forEach(close);
      await Promise.all(talks);
    },
  };
}

function rawConnection(conn: Deno.Conn, close: () => void): RawConnection {
  const buffer = new Uint8Array(16 * 1024);
  return {
    read: async () => new TextDecoder().decode(buffer.subarray(0, await conn.read(buffer) ?? 0)),
    write: (text) => conn.write(new TextEncoder().encode(text)),
    close,
  };
}

/** The text of a file in tests/support/tls/. */
export function tlsFile(name: string): Promise<string> {
  return Deno.readTextFile(new URL(`../support/tls/${name}`, import.meta.url));
}

/** A port at which nobody listens. */
export function closedPort(): number {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return port;
}
