/** A proxy between client and site that breaks what passes through it, byte by byte. */
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What goes wrong on a connection. Bytes are counted from the moment it is armed. */
export interface Fault {
  /** How many connections it hits. @default {Infinity} */
  readonly times?: number;
  /** Nothing gets through to the site: the connection is reset as soon as something is sent. */
  readonly resetAtOnce?: true;
  /** Only so many bytes of what is sent get to the site; then both ends are closed. */
  readonly cutRequestAfter?: number;
  /** After so many bytes of the answer the connection is closed in order. */
  readonly cutAfter?: number;
  /** After so many bytes of the answer the connection is reset. */
  readonly resetAfter?: number;
  /** After so many bytes of the answer nothing comes any more. */
  readonly silentAfter?: number;
  /** Bytes at this place of the answer are changed. */
  readonly corruptAt?: number;
  /** Bytes from this place of the answer on come twice. */
  readonly repeatAt?: number;
  /** What comes instead of the answer. */
  readonly answer?: string;
  /** The answer comes in pieces of so many bytes, one in a turn. */
  readonly pieces?: number;
  /** The answer is held back so long, milliseconds. */
  readonly delayMs?: number;
  /** Every second connection waits until the one after it had its answer. */
  readonly reorders?: true;
}

export interface Proxy extends AsyncDisposable {
  readonly url: string;
  /** From here on this goes wrong; nothing, without a fault. */
  arm(fault?: Fault): void;
}

/** Listens, and passes everything on to that port. */
export async function startProxy(port: number): Promise<Proxy> {
  const lines = new Set<Line>();
  let [fault, left, count]: [Fault, number, number] = [{}, 0, 0];
  const held: (() => void)[] = [];
  const server = createServer((client) => {
    const line = new Line(client, connect({ port, host: "127.0.0.1", noDelay: true }), {
      take: () => left-- > 0 ? fault : {},
      // The last one has nobody after it, who would let it go: a while is long enough.
      turn: () =>
        count++ % 2 === 1 ? held.shift()?.() : new Promise<void>((go) => {
          held.push(go);
          setTimeout(go, 50);
        }),
    });
    lines.add(line);
    client.once("close", () => lines.delete(line));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    arm(next = {}) {
      [fault, left] = [next, next.times ?? Infinity];
      for (const line of lines) line.forget();
    },
    async [Symbol.asyncDispose]() {
      for (const line of lines) line.end();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

interface Surroundings {
  /** The fault for the exchange that begins. */
  readonly take: () => Fault;
  /** Waits for one's turn. */
  readonly turn: () => Promise<void> | void;
}

/** One connection from client to site. */
class Line {
  readonly #client: Socket;
  readonly #site: Socket;
  readonly #around: Surroundings;
  #fault: Fault | undefined;
  #sent = 0;
  #received = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(client: Socket, site: Socket, around: Surroundings) {
    [this.#client, this.#site, this.#around] = [client, site, around];
    client.setNoDelay(true);
    client.on("data", (bytes) => this.#fromClient(bytes));
    site.on("data", (bytes) => {
      this.#last = this.#last.then(() => this.#fromSite(bytes)).catch(() => this.end());
    });
    // What was said is passed on before the end is.
    client.on("end", () => site.end());
    site.on("end", () => void this.#last.then(() => client.end()));
    for (const socket of [client, site]) {
      socket.on("error", () => this.end());
      socket.on("close", () => void this.#last.then(() => this.end()));
    }
  }

  forget(): void {
    [this.#fault, this.#sent, this.#received] = [undefined, 0, 0];
  }

  end(): void {
    this.#client.destroy();
    this.#site.destroy();
  }

  #reset(): void {
    this.#client.resetAndDestroy();
    this.#site.destroy();
  }

  #fromClient(bytes: Uint8Array): void {
    this.#fault ??= this.#around.take();
    const { resetAtOnce, cutRequestAfter, answer } = this.#fault;
    if (resetAtOnce) return this.#reset();
    if (answer !== undefined) {
      this.#client.end(answer);
      return;
    }
    this.#sent += bytes.length;
    if (cutRequestAfter === undefined || this.#sent <= cutRequestAfter) {
      this.#site.write(bytes);
      return;
    }
    this.#site.end(bytes.subarray(0, Math.max(0, cutRequestAfter - this.#sent + bytes.length)));
    this.#client.end();
  }

  async #fromSite(bytes: Uint8Array): Promise<void> {
    const { delayMs = 0, reorders, pieces = bytes.length } = this.#fault ?? {};
    if (delayMs > 0) await new Promise((go) => setTimeout(go, delayMs));
    if (reorders && this.#received === 0) await this.#around.turn();
    for (let at = 0; at < bytes.length && !this.#client.destroyed; at += pieces) {
      this.#pass(Uint8Array.from(bytes.subarray(at, at + pieces)));
      if (pieces < bytes.length) await new Promise((go) => setImmediate(go));
    }
  }

  #pass(bytes: Uint8Array): void {
    const from = this.#received;
    this.#received += bytes.length;
    const { cutAfter, resetAfter, silentAfter, corruptAt, repeatAt } = this.#fault ?? {};
    const end = Math.min(cutAfter ?? Infinity, resetAfter ?? Infinity, silentAfter ?? Infinity);
    const kept = bytes.subarray(0, Math.max(0, Math.min(bytes.length, end - from)));
    for (let at = 0; corruptAt !== undefined && at < 4; at++) {
      const place = corruptAt + at - from;
      if (place >= 0 && place < kept.length) kept[place] = (kept[place] ?? 0) ^ 0x15;
    }
    this.#client.write(kept);
    if (repeatAt !== undefined && repeatAt >= from && repeatAt < from + kept.length) {
      this.#client.write(kept.subarray(repeatAt - from, repeatAt - from + 64));
    }
    if (this.#received < end) return;
    if (resetAfter !== undefined) this.#reset();
    else if (cutAfter !== undefined) {
      this.#client.end();
      this.#site.destroy();
    }
  }
}
