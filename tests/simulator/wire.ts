/** A simulated site on a port of this machine, asked with nothing but fetch. */
import { assertEquals } from "@std/assert";
import {
  createSimulator,
  DEFAULT_SECRET,
  serve,
  type ServeOptions,
  type Simulator,
  type SimulatorOptions,
} from "../../src/simulator/mod.ts";

/** The member of an answer's data, whatever it is. */
export type Data = Record<string, unknown>;

export interface SendOptions extends Omit<RequestInit, "headers"> {
  /** What the API's method takes, as its own parameters and not as fields of the query. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Used by fetch, for certificates. @default {one that keeps no connection} */
  readonly client?: Deno.HttpClient;
  /** The default sends the Secret Word. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Another path below the root than that of the API's endpoint. */
  readonly path?: string;
}

const PATHS = {
  joomla: "index.php?option=com_akeebabackup&view=api&format=raw",
  wordpress: "wp-admin/admin-ajax.php?action=akeebabackup_api",
  solo: "index.php?option=com_akeeba&view=api&format=raw",
} as const;

/** When a used connection breaks, fetch sends the request again by itself; a new one tells it. */
const UNSHARED = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });

/** A site that listens until the end of the block that holds it. */
export class Wire implements AsyncDisposable {
  readonly simulator: Simulator;
  /** The address of the site; ends in a slash. */
  readonly url: string;
  readonly port: number;
  readonly #close: () => Promise<void>;

  private constructor(
    simulator: Simulator,
    { url, port, close }: Awaited<ReturnType<typeof serve>>,
  ) {
    this.simulator = simulator;
    this.url = url;
    this.port = port;
    this.#close = close;
  }

  /** Serves a site, 10.2.1 for Joomla unless told otherwise. */
  static async open(
    options: Partial<SimulatorOptions> = {},
    serveOptions: ServeOptions = {},
  ): Promise<Wire> {
    const simulator = createSimulator({ product: "joomla", version: "10.2.1", ...options });
    return new Wire(simulator, await serve(simulator, serveOptions));
  }

  /** Sends a request by GET, its answer unread. */
  async send(method: string, options: SendOptions = {}): Promise<Response> {
    const {
      parameters = {},
      headers = { "x-akeeba-auth": DEFAULT_SECRET },
      client = UNSHARED,
      ...init
    } = options;
    const { path = PATHS[this.simulator.options.product], ...rest } = init;
    const url = new URL(path, this.url);
    const fields = new URLSearchParams({ method, ...parameters });
    if (rest.method === "POST") return await fetch(url, { ...rest, client, headers, body: fields });
    for (const [name, value] of fields) url.searchParams.set(name, value);
    return await fetch(url, { ...rest, client, headers });
  }

  /** Status and data of an answer's envelope. */
  async ask(
    method: string,
    options: SendOptions = {},
  ): Promise<{ readonly status: number; readonly data: unknown }> {
    return await (await this.send(method, options)).json();
  }

  /** The data of a good answer. */
  async data(method: string, parameters: Readonly<Record<string, string>> = {}): Promise<Data> {
    const { status, data } = await this.ask(method, { parameters });
    assertEquals(status, 200, `${method}: ${String(data)}`);
    return data as Data;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}

/** Reads a body to its end or to the break. */
export async function readAll(
  { body }: Response,
): Promise<{ readonly bytes: Uint8Array; readonly error: unknown }> {
  const pieces: Uint8Array[] = [];
  let error: unknown;
  try {
    for await (const piece of body ?? []) pieces.push(piece);
  } catch (reason) {
    error = reason;
  }
  return { bytes: new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer()), error };
}

/** Sleeps that end when told to: for what is done while a site is at work. */
export class Gate {
  readonly asked: number[] = [];
  readonly #gate = Promise.withResolvers<void>();

  readonly sleep = (ms: number): Promise<void> => {
    this.asked.push(ms);
    return this.#gate.promise;
  };

  /** Ends every sleep, also those to come. */
  open(): void {
    this.#gate.resolve();
  }
}
