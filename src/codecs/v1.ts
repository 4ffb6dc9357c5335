/** API version 1: JSON in JSON, a digest instead of the secret, answers between `###` marks. */
import * as z from "zod";
import { challengeOf } from "../base/challenge.ts";
import type { ApiCredential } from "../protocol/endpoint.ts";
import type { ApiParameters, ApiReply, Codec } from "./codec.ts";
import { findObject, type ObjectShape, type Span } from "./object_finder.ts";
import { parseJson, refuseExcess } from "./modest_json.ts";
import { readEnvelope } from "./reply_text.ts";
import { buildRequest, checkValue, unusable } from "./request.ts";
import { notJson, truncated, wrongShape } from "./unreadable.ts";

/** What can be chosen about API version 1. */
export interface V1Options {
  /** Makes the challenge for a secret: `salt:md5(salt + secret)`. @default {challengeOf} */
  readonly challenge?: (secret: string) => string;
}

const MARK = "###";

const FRAME_SHAPE: ObjectShape = [{ key: "encapsulation" }, { key: "body" }];

const frame = z.object({ encapsulation: z.unknown(), body: z.unknown() });

/** API version 1. */
export const v1: Codec = createV1();

/**
 * API version 1. Encapsulation 1, plain, is what every site understands.
 */
export function createV1(options: V1Options = {}): Codec {
  const { challenge = challengeOf } = options;
  return {
    api: 1,
    encode({ method, parameters }, endpoint, credential) {
      const body = JSON.stringify({
        challenge: challenge(secretOf(credential)),
        method,
        data: toData(parameters),
      });
      const json = JSON.stringify({ encapsulation: 1, body });
      return buildRequest(endpoint, [["json", json]]);
    },
    decode: cutFrame,
  };
}

function secretOf(credential: ApiCredential): string {
  if (credential.kind !== "secret") {
    throw unusable(
      "API version 1 accepts only the Secret Word, not an API token",
      "Use the Secret Word: such old versions have no tokens.",
    );
  }
  // The digest can hold any value: nothing of it is in a header.
  checkValue(credential, "query");
  return credential.value;
}

/** Booleans as 1 and 0, so that a parameter reads the same in every API version. */
function toData(parameters: ApiParameters): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(parameters, (_key, value) => typeof value === "boolean" ? Number(value) : value),
  );
}

/** The envelope between the marks, however much noise is around or holds marks itself. */
function cutFrame(text: string): ApiReply {
  const first = text.indexOf(MARK);
  const last = text.lastIndexOf(MARK);
  const between = first === last ? text : text.slice(first + MARK.length, last);
  refuseExcess(between);
  const widest = parseJson(between);
  const framed = frame.safeParse(widest);
  if (framed.success) return openFrame(framed.data.body, text);
  const { found, isCutOff } = findObject(text, FRAME_SHAPE);
  if (found !== undefined && isFramed(text, found)) {
    return openFrame(frame.parse(parseJson(text.slice(found.start, found.end))).body, text);
  }
  if (found !== undefined || isCutOff) throw truncated(text);
  if (typeof widest === "object" && widest !== null) {
    throw wrongShape(text, "not of API version 1");
  }
  throw notJson(text);
}

/** With a mark on one side only, it may be a piece of something longer that was cut off. */
function isFramed(text: string, { start, end }: Span): boolean {
  return !text.includes(MARK) ||
    (text.slice(0, start).trimEnd().endsWith(MARK) && text.slice(end).trimStart().startsWith(MARK));
}

/** The envelope in the body of a frame; the body may be JSON text, and `data` always is. */
function openFrame(body: unknown, text: string): ApiReply {
  const envelope = readEnvelope(typeof body === "string" ? parseJson(body) : body);
  if (envelope === undefined) {
    throw wrongShape(text, 'without "status" and "data" (or encrypted)');
  }
  const { status, data } = envelope;
  if (typeof data !== "string") return envelope;
  refuseExcess(data);
  const value = parseJson(data);
  return { status, data: value === undefined ? data : value };
}
