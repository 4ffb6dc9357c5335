import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { codecFor } from "../../src/codecs/mod.ts";
import { decodeSegment, scanSegment } from "../../src/codecs/segment_scan.ts";
import { API_VERSIONS, type ApiParameters, type ApiVersion } from "../../src/protocol/endpoint.ts";
import { METHODS } from "../../src/protocol/methods.ts";
import { askedFor, readIncoming } from "../../src/simulator/wire/incoming.ts";
import { NOISE } from "../../src/simulator/mod.ts";
import { loadTranscript, TRANSCRIPTS } from "../support/transcripts.ts";
import { mutated, pieces } from "./mutations.ts";
import { holds, type Target, unlessRefused } from "./property.ts";

const ENDPOINTS: Readonly<Record<ApiVersion, string>> = {
  1: "https://a.example/index.php?option=com_akeeba&view=json&format=raw",
  2: "https://a.example/index.php?option=com_akeeba&view=api&format=raw",
  3: "https://a.example/api/index.php/v3/akeebabackup/{method}",
};

const api = fc.constantFrom(...API_VERSIONS);
const verb = fc.constantFrom("GET" as const, "POST" as const);
const method = fc.constantFrom(...Object.values(METHODS).map(({ name }) => name));
const text = fc.string({ unit: "binary" });
/** Names as the methods have them; the names of the routing are taken. */
const parameterName = fc.stringMatching(/^[a-z]{1,8}_?[a-z]{1,8}$/).filter((name) =>
  !["option", "view", "format", "method", "json"].includes(name)
);
const parameters: fc.Arbitrary<ApiParameters> = fc.dictionary(
  parameterName,
  fc.oneof(text, fc.integer(), fc.boolean(), fc.dictionary(parameterName, text, { minKeys: 1 })),
  { maxKeys: 5 },
);

/** As the fields of a form have it: all is text, and a boolean 1 or 0. */
function asFields(value: unknown): unknown {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, asFields(each)]));
  }
  // A form has no lone halves of a pair; what carries it replaces them.
  return String(value).toWellFormed();
}

const bodies = (await Promise.all(TRANSCRIPTS.map(loadTranscript))).flat()
  .map(({ response }) => response?.body ?? "").filter((body) => body !== "");
const recording = fc.constantFrom(...new Set(bodies.filter(({ length }) => length < 20_000)));

const around = fc.oneof(
  fc.constantFrom("", ...Object.values(NOISE)),
  fc.string().filter((noise) => !/[#{]/.test(noise)),
);

export const codecs: Target = {
  name: "codecs",
  properties: [
    holds(
      "what is asked for arrives as it was meant, in every version",
      fc.record({ api, verb, method, parameters }),
      async ({ api, verb, method, parameters }) => {
        const endpoint = { url: ENDPOINTS[api], api, verb, credentialIn: "header" } as const;
        const credential = { kind: "secret", value: "correct horse" } as const;
        const request = codecFor(api).encode({ method, parameters }, endpoint, credential);
        const asked = askedFor(await readIncoming(request, "/"));
        const { option: _o, view: _v, format: _f, method: _m, ...fields } = asked.parameters;
        assertEquals([asked.api, asked.apiMethod], [api, method]);
        const numbersAsText = asFields(fields);
        assertEquals(numbersAsText, asFields(parameters));
      },
    ),
    holds(
      "an envelope comes out as it went in, whatever noise is around it",
      fc.record({
        api,
        status: fc.integer(),
        data: fc.jsonValue({ maxDepth: 3 }),
        before: around,
        after: around,
      }),
      ({ api, status, data, before, after }) => {
        // Version 1 has JSON in JSON in JSON.
        const envelope = JSON.stringify({ status, data: api === 1 ? JSON.stringify(data) : data });
        const answer = api === 1
          ? `${before}###${JSON.stringify({ encapsulation: 1, body: envelope })}###${after}`
          : `${before}${envelope}${after}`;
        const meant = JSON.parse(JSON.stringify({ status, data }));
        assertEquals(codecFor(api).decode(answer), meant);
      },
    ),
    holds(
      "any text is read or refused",
      fc.record({ api, text: fc.oneof(text, pieces(['{"status":', '"data":', "###", "{", "}"])) }),
      ({ api, text }) => void unlessRefused(() => codecFor(api).decode(text)),
    ),
    holds(
      "a recorded answer that was changed is read or refused",
      fc.record({ api, text: mutated(recording) }),
      ({ api, text }) => void unlessRefused(() => codecFor(api).decode(text)),
      { runs: 200 },
    ),
    holds(
      "a segment comes out as it went in, by the quick way and by the tolerant one",
      fc.record({ api, bytes: fc.uint8Array({ maxLength: 3000 }), noise: around }),
      ({ api, bytes, noise }) => {
        // As PHP writes JSON: slashes are escaped.
        const php = (value: unknown) => JSON.stringify(value).replaceAll("/", "\\/");
        const base64 = btoa(String.fromCharCode(...bytes));
        const inner = php({ status: 200, data: api === 1 ? php(base64) : base64 });
        const answer = api === 1 ? `###${php({ encapsulation: 1, body: inner })}###` : inner;
        const quick = scanSegment(new TextEncoder().encode(answer), api);
        if (quick !== undefined) assertEquals(Uint8Array.from(quick), bytes);
        const { data } = codecFor(api).decode(noise + answer);
        assertEquals(Uint8Array.from(decodeSegment(String(data))), bytes);
      },
      // In base64 it is a number.
      { found: [{ api: 1 as const, bytes: Uint8Array.from([243, 119, 180]), noise: "" }] },
    ),
    holds(
      "any bytes are a segment, or left to the tolerant way",
      fc.record({ api, bytes: fc.uint8Array({ maxLength: 500 }) }),
      ({ api, bytes }) => {
        scanSegment(bytes, api);
        unlessRefused(() => decodeSegment(new TextDecoder().decode(bytes)));
      },
    ),
  ],
};
