/** Asks a simulated site in memory, as simply as it can be done. */
import { createHash } from "node:crypto";
import { DEFAULT_SECRET, type Simulator } from "../../src/simulator/mod.ts";

/** How an endpoint is spoken to. */
export interface Address {
  /** Below the site's root, with the query that leads to the API. */
  readonly path: string;
  readonly api: 1 | 2 | 3;
}

export interface AskOptions {
  /** The HTTP method. @default {"GET"} */
  readonly verb?: "GET" | "POST";
  /** The default is {@linkcode DEFAULT_SECRET} where no token is given. */
  readonly secret?: string | undefined;
  readonly token?: string | undefined;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What came back: status and data of the envelope, or only that of HTTP. */
export type Answer =
  | { readonly status: number; readonly data: unknown }
  | { readonly http: number };

const HOST = "https://site.test";

/** Calls a method at an address below the site's root. */
export async function ask(
  simulator: Simulator,
  { path, api }: Address,
  method: string,
  options: AskOptions = {},
): Promise<Answer> {
  const { verb = "GET", token, parameters = {} } = options;
  const secret = options.secret ?? (token === undefined ? DEFAULT_SECRET : undefined);
  const headers = new Headers();
  if (api > 1 && secret !== undefined) headers.set("x-akeeba-auth", secret);
  if (token !== undefined) headers.set("x-joomla-token", token);
  const fields = api === 1
    ? { json: legacyJson(method, secret ?? "", parameters) }
    : { ...(api === 3 ? {} : { method }), ...parameters };
  const url = new URL(simulator.options.root + path.replace("{method}", method), HOST);
  if (verb === "GET") {
    for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  }
  const body = verb === "POST" ? new URLSearchParams(fields) : null;
  return await read(await simulator.handle(new Request(url, { method: verb, headers, body })));
}

function legacyJson(
  method: string,
  secret: string,
  parameters: Readonly<Record<string, string>>,
): string {
  const challenge = `salt:${createHash("md5").update(`salt${secret}`).digest("hex")}`;
  const body = JSON.stringify({ challenge, method, data: parameters });
  return JSON.stringify({ encapsulation: 1, body });
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const framed = /^###(.*)###$/s.exec(text)?.[1];
  if (framed !== undefined) {
    const { body } = JSON.parse(framed) as { body: { status: number; data: string } };
    return { status: body.status, data: JSON.parse(body.data) };
  }
  if (!text.startsWith('{"status":')) return { http: response.status };
  const { status, data } = JSON.parse(text) as { status: number; data: unknown };
  return { status, data };
}
