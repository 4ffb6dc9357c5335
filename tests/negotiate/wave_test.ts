import { assert, assertEquals, assertRejects } from "@std/assert";
import { createEndpoint } from "../../src/protocol/endpoint.ts";
import type { ProbeResult } from "../../src/negotiate/probe.ts";
import type { VerdictKind } from "../../src/negotiate/verdict.ts";
import { runWave } from "../../src/negotiate/wave.ts";

const endpoint = createEndpoint(2, "https://www.example.com/index.php");
const candidate: ProbeResult["candidate"] = {
  endpoint,
  credential: { kind: "secret", value: "s" },
  root: "https://www.example.com/",
  matches: [],
};

function resultOf(kind: VerdictKind, outcome: string, ms = 0): ProbeResult {
  const attempt = {
    url: endpoint.url,
    api: endpoint.api,
    verb: endpoint.verb,
    credential: "secret" as const,
    outcome,
    ms,
  };
  return { candidate, endpoint, cookies: [], verdict: { kind, outcome }, attempt };
}

/** An attempt that ends when it is told to, or when it is given up. */
function pending(): {
  attempt: (signal: AbortSignal) => Promise<ProbeResult>;
  end: PromiseWithResolvers<ProbeResult>;
} {
  const end = Promise.withResolvers<ProbeResult>();
  const attempt = (signal: AbortSignal) => {
    signal.addEventListener("abort", () => end.reject(signal.reason), { once: true });
    return end.promise;
  };
  return { attempt, end };
}

const neverSleep = (_: number, signal?: AbortSignal): Promise<void> =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
const signal = new AbortController().signal;

Deno.test("a wave gives its results in the order of the attempts, not of the answers", async () => {
  const [first, second] = [pending(), pending()];
  const wave = runWave([first.attempt, second.attempt], { sleep: neverSleep, signal });
  second.end.resolve(resultOf("next", "second"));
  await Promise.resolve();
  first.end.resolve(resultOf("next", "first"));
  assertEquals((await wave).map(({ attempt }) => attempt.outcome), ["first", "second"]);
});

Deno.test("a better endpoint may still answer while the grace lasts", async () => {
  const [first, second] = [pending(), pending()];
  const wave = runWave([first.attempt, second.attempt], { sleep: neverSleep, signal });
  second.end.resolve(resultOf("answered", "second"));
  await Promise.resolve();
  first.end.resolve(resultOf("answered", "first"));
  assertEquals((await wave).map(({ attempt }) => attempt.outcome), ["first", "second"]);
});

Deno.test("an endpoint that hangs is given up when another one has answered", async () => {
  const [first, second] = [pending(), pending()];
  const graces: number[] = [];
  const sleep = (ms: number): Promise<void> => {
    graces.push(ms);
    return Promise.resolve();
  };
  const wave = runWave([first.attempt, second.attempt], { sleep, signal });
  second.end.resolve(resultOf("answered", "second", 900));
  assertEquals((await wave).map(({ attempt }) => attempt.outcome), ["second"]);
  assertEquals(graces, [900]);
});

Deno.test("without an answer, a wave waits for all", async () => {
  const [first, second] = [pending(), pending()];
  let isOver = false;
  const wave = runWave([first.attempt, second.attempt], { sleep: () => Promise.resolve(), signal })
    .finally(() => isOver = true);
  first.end.resolve(resultOf("next", "first"));
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  assert(!isOver);
  second.end.resolve(resultOf("denied", "second"));
  assertEquals((await wave).length, 2);
});

Deno.test("the caller's abort ends a wave with the caller's reason", async () => {
  const controller = new AbortController();
  const { attempt } = pending();
  const wave = runWave([attempt], { sleep: neverSleep, signal: controller.signal });
  controller.abort(new Error("enough"));
  await assertRejects(() => wave, Error, "enough");
});
