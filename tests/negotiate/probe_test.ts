/** What one attempt keeps of the answer, for whoever has to say why the site was not found. */
import { assert, assertEquals } from "@std/assert";
import { AnswerError } from "../../src/protocol/answer_error.ts";
import { createEndpoint } from "../../src/protocol/endpoint.ts";
import { probe, type ProbeResult } from "../../src/negotiate/probe.ts";
import { createSimulator, DEFAULT_SECRET, type Mischief } from "../../src/simulator/mod.ts";
import { standardTransport } from "../../src/transport/standard.ts";

async function probed(mischief: Mischief, secret = DEFAULT_SECRET): Promise<ProbeResult> {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  simulator.arm(mischief);
  const endpoint = createEndpoint(
    2,
    "https://www.example.com/index.php?option=com_akeebabackup&view=api&format=raw",
  );
  const credential = { kind: "secret", value: secret } as const;
  return await probe({ endpoint, credential, root: "https://www.example.com/", matches: [] }, {
    transport: standardTransport({ inner: simulator.handle }),
    clock: () => 0,
    signal: new AbortController().signal,
    retry: false,
  });
}

/** The error of an attempt that met an answer. */
async function met(mischief: Mischief, secret?: string): Promise<AnswerError> {
  const { error } = await probed(mischief, secret);
  assert(error instanceof AnswerError);
  return error;
}

Deno.test("an attempt that met a page keeps status, title, type and Retry-After", async () => {
  const body = "<html><head><title>Blocked by X</title></head></html>";
  const { httpStatus, evidence } = await met({ http: { status: 429, retryAfter: "30", body } });
  assertEquals({ httpStatus, ...evidence }, {
    httpStatus: 429,
    contentType: "text/html; charset=utf-8",
    retryAfter: "30",
    title: "Blocked by X",
  });
});

Deno.test("an attempt that met JSON of something else keeps its message", async () => {
  const body = '{"errors":[{"title":"Resource not found","code":404}]}';
  const error = await met({ http: { status: 404, body, type: "application/json" } });
  assertEquals([error.httpStatus, error.evidence.said], [404, "Resource not found"]);
});

Deno.test("an attempt that the API refused keeps the status and the text of its envelope", async () => {
  const { httpStatus, apiStatus, evidence } = await met({}, "another Secret Word 2026");
  assertEquals([httpStatus, apiStatus, evidence], [200, 503, { said: "Access denied" }]);
});

Deno.test("an attempt that answered, or that met nobody, keeps nothing", async () => {
  assertEquals((await probed({})).error, undefined);
  assertEquals((await probed({ loseRequest: true })).error instanceof AnswerError, false);
});
