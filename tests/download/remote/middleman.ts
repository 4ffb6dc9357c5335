/** Stands between a client and a server on TCP, and can break what passes through it. */
export interface Middleman {
  /** Where clients connect. */
  readonly port: number;
  /** Breaks all connections that there are; new ones pass. */
  cut(): void;
  /** From now on what servers send is swallowed. */
  swallow(): void;
  /** Ends everything. */
  close(): void;
}

/** Forwards a port of its own to the given one. */
export function startMiddleman(target: number): Middleman {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  let isSwallowing = false;
  const forward = async (from: Deno.TcpConn, to: Deno.TcpConn, isAnswer: boolean) => {
    try {
      const buffer = new Uint8Array(64 * 1024);
      for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
        if (isAnswer && isSwallowing) continue;
        for (let sent = 0; sent < count;) sent += await to.write(buffer.subarray(sent, count));
      }
    } catch {
      // Broken off on purpose, or by one of the two.
    } finally {
      end(from);
      end(to);
    }
  };
  const end = (connection: Deno.TcpConn) => {
    if (open.delete(connection)) connection.close();
  };
  (async () => {
    for await (const client of listener) {
      const server = await Deno.connect({ hostname: "127.0.0.1", port: target });
      open.add(client).add(server);
      forward(client, server, false);
      forward(server, client, true);
    }
  })();
  const cut = () => open.forEach(end);
  return {
    port: listener.addr.port,
    cut,
    swallow: () => isSwallowing = true,
    close: () => {
      listener.close();
      cut();
    },
  };
}
