/** API version 1: JSON in JSON between hashes. */
import { isChallengeRight, isOpen } from "./auth.ts";
import { type Incoming, legacyRequest } from "../wire/incoming.ts";
import { runMethod } from "../methods/table.ts";
import { objectOf, textOf } from "../wire/parameters.ts";
import { refusal, type Reply } from "../wire/reply.ts";
import type { Server } from "./server.ts";
import { encode, respondWithoutEnvelope } from "./v2.ts";

const TOO_OLD = "Your version of Akeeba Backup is too old. Please update it to re-enable the " +
  "remote backup and administration features.";

/** What an address does once the challenge is right, when it is not to run the method. */
export interface LegacyOptions {
  /** A refusal of everything, after the credential has been checked. */
  readonly closed?: string;
  /** Whether the Secret Word cannot be read. */
  readonly unreadable?: boolean;
}

/** Answers one call of API version 1. */
export async function answerLegacyCall(
  incoming: Incoming,
  server: Server,
  options: LegacyOptions = {},
): Promise<Response> {
  const outer = objectOf({ outer: legacyRequest(incoming) }, "outer");
  const { settings, behaviour, reshape } = server;
  const reply = await replyTo(incoming, server, options);
  if (reply.kind !== "data" && reply.kind !== "error") {
    return respondWithoutEnvelope(reply, settings, behaviour.era);
  }
  const status = reply.kind === "data" ? 200 : reply.status;
  const asked = outer?.["encapsulation"];
  const encapsulation = status === 200 && asked === "1" ? "1" : 1;
  const data = reply.kind === "data" ? reshape(reply.data) : reply.data;
  const body = { status, data: encode(data) };
  const text = `###${encode({ encapsulation, body })}###`;
  // Old ones say nothing about the type, which makes it that of PHP.
  const type = behaviour.isOld ? "text/html; charset=UTF-8" : "text/plain;charset=UTF-8";
  return new Response(text, { headers: { "content-type": type } });
}

async function replyTo(
  incoming: Incoming,
  server: Server,
  { closed, unreadable = false }: LegacyOptions,
): Promise<Reply> {
  const { settings, behaviour, site, faults } = server;
  const { era } = behaviour;
  if (settings.expired) return refusal(402, TOO_OLD);
  if (faults.refusal !== undefined) return refusal(faults.refusal.status, faults.refusal.text);
  if (unreadable || !isOpen(server)) return refusal(503, "Access denied");
  const request = legacyRequest(incoming);
  const outer = objectOf({ request }, "request");
  if (outer === undefined) return refusal(500, "JSON decoding error");
  if (!["1", 1, undefined].some((known) => known === outer["encapsulation"])) {
    return refusal(503, "The requested encapsulation type is not supported");
  }
  const body = outer["body"] ?? (era === "level-320" ? JSON.stringify(outer) : undefined);
  if (typeof body === "object" && settings.php === 8) return { kind: "crash" };
  const inner = innerOf(body);
  const wrong = era === "level-320" && inner !== undefined
    ? "Invalid login credentials"
    : "Authentication failed";
  const method = textOf(inner ?? {}, "method");
  const challenge = textOf(inner ?? {}, "challenge");
  if (!isChallengeRight(challenge, settings.secret) || method === "") return refusal(401, wrong);
  if (closed !== undefined) return refusal(600, closed);
  const parameters = objectOf(inner ?? {}, "data") ?? {};
  return await runMethod(method, { site, settings, behaviour, api: 1, parameters, faults });
}

function innerOf(body: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    const inner: unknown = typeof body === "string" ? JSON.parse(body) : undefined;
    return objectOf({ inner }, "inner");
  } catch {
    return undefined;
  }
}
