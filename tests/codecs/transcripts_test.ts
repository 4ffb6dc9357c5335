import { challengeWith } from "../../src/base/challenge.ts";
import * as z from "zod";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { codecFor } from "../../src/codecs/mod.ts";
import { createV1 } from "../../src/codecs/v1.ts";
import type { ApiReply, Call, Codec } from "../../src/codecs/codec.ts";
import type { ApiCredential, ApiVersion, Endpoint, Verb } from "../../src/protocol/endpoint.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import {
  type Exchange,
  exchangeNamed,
  loadTranscript,
  RECORDED_SECRET,
  type TranscriptName,
} from "../support/transcripts.ts";

/** How many answers of each server hold an envelope, of how many that stand in the file. */
const COUNTS: readonly [TranscriptName, envelopes: number, others: number][] = [
  ["joomla-10.2.1", 98, 13],
  ["joomla-9.3.3", 89, 15],
  ["joomla-7.5.0.1", 101, 11],
  ["wordpress-9.1.1", 96, 16],
];

function apiOf(exchange: Exchange): ApiVersion {
  return exchange.response?.body?.startsWith("###") ? 1 : 2;
}

/** What a careless but sufficient search finds in these well-known answers. */
function naiveReply(body: string): ApiReply | undefined {
  if (body.startsWith("###")) {
    const { status, data } = JSON.parse(body.slice(3, -3)).body;
    return { status, data: JSON.parse(data) };
  }
  const start = body.indexOf('{"status":');
  return start < 0 ? undefined : JSON.parse(body.slice(start, body.lastIndexOf("}") + 1));
}

Deno.test.each(COUNTS)("decode() reads every answer of %s", async (name, envelopes, others) => {
  const bodies = (await loadTranscript(name)).flatMap((exchange) =>
    exchange.response?.body === undefined ? [] : [{ exchange, body: exchange.response.body }]
  );
  const seen = { envelopes: 0, others: 0 };
  for (const { exchange, body } of bodies) {
    const expected = naiveReply(body);
    const { decode } = codecFor(apiOf(exchange));
    if (expected !== undefined) {
      seen.envelopes++;
      assertEquals(decode(body), expected, exchange.name);
      continue;
    }
    seen.others++;
    const error = assertThrows(() => decode(body), SitehaulError);
    const code = body.startsWith("{") ? "reply/shape" : "reply/not-json";
    assertEquals(error.code, code, exchange.name);
  }
  assertEquals(seen, { envelopes, others });
});

Deno.test.each(COUNTS)("decode() takes no answer of %s for another API version's", async (name) => {
  for (const exchange of await loadTranscript(name)) {
    const body = exchange.response?.body;
    if (body === undefined) continue;
    const { decode } = codecFor(apiOf(exchange) === 1 ? 2 : 1);
    const error = assertThrows(() => decode(body), SitehaulError);
    assert(["reply/shape", "reply/not-json"].includes(error.code), `${exchange.name} ${error}`);
  }
});

const ROUTING = new Set(["option", "view", "format", "action"]);

/** The call, endpoint and credential that a recorded request of API version 2 was made of. */
function partsOf({ request }: Exchange): [Call, Endpoint, ApiCredential] | undefined {
  const verb: Verb = request.method === "POST" ? "POST" : "GET";
  if (verb !== request.method || "Range" in request.headers) return undefined;
  const [path = "", queryText = ""] = request.path.split("?");
  const query = [...new URLSearchParams(queryText)];
  const routing = query.filter(([name]) => ROUTING.has(name));
  const rest = query.filter(([name]) => !ROUTING.has(name) && name !== "_akeebaAuth");
  const fields = verb === "GET" ? rest : [...new URLSearchParams(request.body ?? "")];
  const [first, ...others] = fields;
  if (first?.[0] !== "method" || (verb === "POST" && rest.length > 0)) return undefined;
  if (others.some(([name]) => name.startsWith("_"))) return undefined;
  const secrets = [
    request.headers["X-Akeeba-Auth"],
    query.find(([name]) => name === "_akeebaAuth")?.[1],
  ];
  const [value, second] = secrets.filter((secret) => secret !== undefined);
  if (!value || second !== undefined) return undefined;
  const url = `https://site.test${path}${routing.length > 0 ? "?" : ""}` +
    routing.map(([name, text]) => `${name}=${text}`).join("&");
  const credentialIn = secrets[0] === undefined ? "query" : "header";
  return [
    { method: first[1], parameters: nest(others) },
    { api: 2, url, verb, credentialIn },
    { kind: "secret", value },
  ];
}

/** `[["data[a]", "x"]]` as `{ data: { a: "x" } }`. */
function nest(fields: readonly (readonly [string, string])[]): Call["parameters"] {
  const parameters: Record<string, string | Record<string, string>> = {};
  for (const [name, value] of fields) {
    const [, outer, inner] = /^(\w+)\[(\w+)\]$/.exec(name) ?? [];
    if (outer === undefined || inner === undefined) parameters[name] = value;
    else parameters[outer] = { ...Object(parameters[outer]), [inner]: value };
  }
  return parameters;
}

function sorted(text: string): string[] {
  return [...new URLSearchParams(text)].map(([name, value]) => `${name}=${value}`).sort();
}

/** What the site sees of a request. */
async function seen(request: Request) {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    path: pathname,
    query: sorted(search),
    form: sorted(await request.text()),
    type: request.headers.get("content-type"),
    secret: request.headers.get("x-akeeba-auth"),
    token: request.headers.get("x-joomla-token"),
    authorization: request.headers.get("authorization"),
  };
}

function recorded({ request }: Exchange): Awaited<ReturnType<typeof seen>> {
  const [path = "", query = ""] = request.path.split("?");
  return {
    method: request.method,
    path,
    query: sorted(query),
    form: sorted(request.body ?? ""),
    type: request.headers["Content-Type"] ?? null,
    secret: request.headers["X-Akeeba-Auth"] ?? null,
    token: request.headers["X-Joomla-Token"] ?? null,
    authorization: request.headers["Authorization"] ?? null,
  };
}

async function assertEncodes(
  codec: Codec,
  parts: [Call, Endpoint, ApiCredential],
  exchange: Exchange,
): Promise<void> {
  assertEquals(await seen(codec.encode(...parts)), recorded(exchange), exchange.name);
}

Deno.test.each<[TranscriptName, number]>([
  ["joomla-10.2.1", 84],
  ["joomla-9.3.3", 92],
  ["joomla-7.5.0.1", 70],
  ["wordpress-9.1.1", 99],
])("encode() of version 2 writes the requests that %s understood", async (name, count) => {
  let compared = 0;
  for (const exchange of await loadTranscript(name)) {
    const parts = partsOf(exchange);
    if (parts === undefined) continue;
    await assertEncodes(codecFor(2), parts, exchange);
    compared++;
  }
  assertEquals(compared, count);
});

Deno.test("encode() of version 1 writes the requests that Joomla 7.5.0.1 understood", async () => {
  const codec = createV1({ challenge: (secret) => challengeWith("abcdef123", secret) });
  const url = "https://site.test/index.php?option=com_akeeba&view=json&format=raw";
  let compared = 0;
  for (const exchange of await loadTranscript("joomla-7.5.0.1")) {
    const { request } = exchange;
    const isPost = request.method === "POST";
    const form = new URLSearchParams(isPost ? request.body ?? "" : request.path.split("?")[1]);
    const expected = unpack(form.get("json") ?? undefined);
    if (expected?.body.challenge !== "abcdef123:2e72e0024762dfd06cd11a6d1c748c8e") continue;
    if (expected.encapsulation !== 1) continue;
    const { method, data } = expected.body;
    const verb = isPost ? "POST" : "GET";
    const sent = codec.encode(
      { method, parameters: data },
      { api: 1, url, verb, credentialIn: "header" },
      { kind: "secret", value: RECORDED_SECRET },
    );
    const { query, form: sentForm, ...rest } = await seen(sent);
    const { query: _query, form: _form, ...recordedRest } = recorded(exchange);
    assertEquals(rest, recordedRest, exchange.name);
    const json = [...query, ...sentForm].find((field) => field.startsWith("json="))?.slice(5);
    assertEquals(unpack(json), expected, exchange.name);
    assertEquals(query.length + sentForm.length, 4);
    compared++;
  }
  assertEquals(compared, 24);
});

const parameterValue = z.union([z.string(), z.number(), z.record(z.string(), z.string())]);

const v1Request = z.object({
  encapsulation: z.unknown(),
  body: z.string().transform((text) => JSON.parse(text)).pipe(z.object({
    challenge: z.string(),
    method: z.string(),
    data: z.record(z.string(), parameterValue),
  })),
});

/** What is in the parameter `json`; `undefined` for what was sent to see it refused. */
function unpack(json: string | undefined): z.infer<typeof v1Request> | undefined {
  if (json === undefined || !json.endsWith("}")) return undefined;
  return v1Request.safeParse(JSON.parse(json)).data;
}

Deno.test.each(
  [
    ["v3 getVersion GET joomla token", "GET", "getVersion"],
    ["v3 getProfiles GET", "GET", "getProfiles"],
    ["v3 POST getVersion method in body, token", "POST", "getVersion"],
  ] as const,
)('encode() of version 3 writes the request "%s"', async (name, verb, method) => {
  const exchange = exchangeNamed(await loadTranscript("joomla-10.2.1"), name);
  const url = "https://site.test/api/index.php/v3/akeebabackup/{method}";
  const value = exchange.request.headers["X-Joomla-Token"] ?? "";
  await assertEncodes(codecFor(3), [
    { method, parameters: {} },
    { api: 3, url, verb, credentialIn: "header" },
    { kind: "api-token", value },
  ], exchange);
});
