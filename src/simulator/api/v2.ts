/** API versions 2 and 3: the plain envelope. */
import { hasSecret, hasToken } from "./auth.ts";
import type { Call } from "../methods/call.ts";
import { type Incoming, parametersOf } from "../wire/incoming.ts";
import { runMethod } from "../methods/table.ts";
import { crashPage, page } from "../site/pages.ts";
import { type CallParameters, textOf } from "../wire/parameters.ts";
import { type Json, refusal, type Reply } from "../wire/reply.ts";
import type { Server } from "./server.ts";
import { streamOf } from "../archives/site_part.ts";

/** How one address speaks version 2 or 3. */
export interface Dialect {
  readonly api: 2 | 3;
  /** The headers of an answer in the envelope. */
  readonly headers: Readonly<Record<string, string>>;
  /** Which credentials are taken. */
  readonly accepts: readonly ("secret" | "token")[];
  /** The method, where the address names it or takes it from elsewhere. */
  readonly method?: string;
  /** What becomes of the text of the answer. */
  readonly wrap?: (text: string) => string;
}

/** From a query or a body to an envelope. */
export async function answerCall(
  incoming: Incoming,
  server: Server,
  dialect: Dialect,
): Promise<Response> {
  const reply = await replyTo(incoming, server, dialect);
  return respond(reply, server, dialect);
}

async function replyTo(incoming: Incoming, server: Server, dialect: Dialect): Promise<Reply> {
  const { refusal: refused } = server.faults;
  if (refused !== undefined) return refusal(refused.status, refused.text);
  const bySecret = dialect.accepts.includes("secret") && hasSecret(incoming, server);
  const byToken = dialect.accepts.includes("token") && hasToken(incoming, server);
  if (!bySecret && !byToken) return refusal(503, "Access denied");
  const { verb } = incoming;
  if (verb !== "GET" && verb !== "POST") return refusal(405, `Invalid HTTP method ${verb}`);
  const parameters: CallParameters = parametersOf(incoming);
  const asked = dialect.method ?? textOf(parameters, "method");
  const method = asked.replace(/[^A-Za-z0-9._-]/g, "");
  const { behaviour, settings, site, faults } = server;
  const { tokenRights } = settings;
  const restricted = behaviour.enforcesRights && tokenRights !== undefined && !bySecret;
  if (restricted && !tokenRights.some((name) => name.toLowerCase() === method.toLowerCase())) {
    return refusal(403, "Access forbidden");
  }
  const call: Call = { site, settings, behaviour, api: dialect.api, parameters, faults };
  return await runMethod(method, call);
}

/** The reply as an HTTP response. */
export function respond(reply: Reply, server: Server, dialect: Dialect): Response {
  const { settings, behaviour, reshape } = server;
  switch (reply.kind) {
    case "data":
      return envelope(200, reshape(reply.data), dialect);
    case "error":
      return envelope(reply.status, reply.data, dialect);
    default:
      return respondWithoutEnvelope(reply, settings, behaviour.era);
  }
}

function envelope(status: number, data: Json, { headers, wrap }: Dialect): Response {
  const text = encode({ status, data });
  return new Response(wrap === undefined ? text : wrap(text), { headers: { ...headers } });
}

/** Files and failures look the same in every API version. */
export function respondWithoutEnvelope(
  reply: Exclude<Reply, { kind: "data" | "error" }>,
  settings: Server["settings"],
  era: string,
): Response {
  switch (reply.kind) {
    case "crash":
      return crashPage(settings, era.startsWith("joomla-9"));
    case "text":
      return page(200, reply.text);
    case "blank":
      return new Response(null, {
        status: 500,
        statusText: reply.reason,
        headers: { "content-type": "text/html; charset=UTF-8" },
      });
    case "file": {
      const { name, size } = reply.part;
      return new Response(streamOf(reply.part), {
        headers: {
          "content-type": name.endsWith(".zip") ? "application/zip" : "application/octet-stream",
          "content-length": String(size),
          "content-disposition": `attachment; filename="${headerSafe(name)}"`,
          "content-transfer-encoding": "binary",
          "accept-ranges": "bytes",
          "mime-version": "1.0",
          "pragma": "no-cache",
          "expires": "0",
        },
      });
    }
  }
}

/** A header holds no control characters, and bytes only. */
function headerSafe(name: string): string {
  // deno-lint-ignore no-control-regex
  return name.replace(/[\x00-\x1f\x7f"]/g, "_").replace(/[^\x00-\xff]/g, "_");
}

/** JSON as PHP writes it: slashes and everything beyond ASCII escaped. */
export function encode(value: Json): string {
  return JSON.stringify(value).replaceAll("/", "\\/").replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
