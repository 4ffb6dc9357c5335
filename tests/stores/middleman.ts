/** Stands between a client and a server on TCP, and can break what passes through it. */
export interface Middleman {
  /** Where clients connect. */
  readonly port: number;
  /** How many bytes of servers have passed. */
  readonly passed: number;
  /** How many connections of clients are open. */
  readonly connections: number;
  /** Breaks all connections that there are; new ones pass. */
  cut(): void;
  /** From now on what servers send is swallowed. */
  swallow(): void;
  /** Ends everything. */
  close(): void;
}

/** Forwards a port of its own to the given one. */
export function startMiddleman(target: number): Middleman {
  return start(target, (bytes) => bytes);
}

/** The same for FTP without TLS, whose data connections go through middlemen of their own. */
export function startFtpMiddleman(target: number): Middleman {
  const others: Middleman[] = [];
  const control = start(target, (bytes) => {
    const text = new TextDecoder("latin1").decode(bytes);
    const [, port] = /^229 .*\(\|\|\|(\d+)\|\)/.exec(text) ?? [];
    if (port === undefined) return bytes;
    const other = startMiddleman(Number(port));
    others.push(other);
    return new TextEncoder().encode(text.replace(`|${port}|`, `|${other.port}|`));
  });
  return {
    ...control,
    get passed() {
      return others.reduce((sum, { passed }) => sum + passed, control.passed);
    },
    get connections() {
      return others.reduce((sum, { connections }) => sum + connections, control.connections);
    },
    cut: () => others.forEach((other) => other.cut()),
    close: () => [control, ...others].forEach((one) => one.close()),
  };
}

/** Waits until nothing passes any more, and gives how many bytes it was. */
export async function passedInTheEnd(middleman: Middleman): Promise<number> {
  for (let before = -1; before !== middleman.passed;) {
    before = middleman.passed;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  return middleman.passed;
}

function start(target: number, answerOf: (bytes: Uint8Array) => Uint8Array): Middleman {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  let isSwallowing = false;
  let passed = 0;
  const end = (connection: Deno.TcpConn) => {
    if (open.delete(connection)) connection.close();
  };
  const forward = async (from: Deno.TcpConn, to: Deno.TcpConn, isAnswer: boolean) => {
    try {
      const buffer = new Uint8Array(64 * 1024);
      for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
        if (isAnswer && isSwallowing) continue;
        const bytes = isAnswer ? answerOf(buffer.subarray(0, count)) : buffer.subarray(0, count);
        for (let sent = 0; sent < bytes.length;) sent += await to.write(bytes.subarray(sent));
        if (isAnswer) passed += count;
      }
    } catch {
      // Broken off on purpose, or by one of the two.
    } finally {
      end(from);
      end(to);
    }
  };
  (async () => {
    for await (const client of listener) {
      const server = await Deno.connect({ hostname: "127.0.0.1", port: target });
      open.add(client).add(server);
      forward(client, server, false);
      forward(server, client, true);
    }
  })();
  return {
    port: listener.addr.port,
    get passed() {
      return passed;
    },
    get connections() {
      return open.size / 2;
    },
    cut: () => open.forEach(end),
    swallow: () => isSwallowing = true,
    close: () => {
      listener.close();
      open.forEach(end);
    },
  };
}
