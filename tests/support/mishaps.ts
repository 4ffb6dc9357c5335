/** Transports that do something to certain calls on their way to a simulated site. */
import { SitehaulError } from "../../src/base/errors.ts";
import type { Transport } from "../../src/transport/transport.ts";

/** The API method that a request asks for. */
export async function methodOf(request: Request): Promise<string> {
  const url = new URL(request.url);
  const form = request.method === "POST" ? new URLSearchParams(await request.clone().text()) : null;
  const json = form?.get("json") ?? url.searchParams.get("json");
  if (json !== null && json !== undefined) {
    const { body } = JSON.parse(json) as { body: string };
    return (JSON.parse(body) as { method: string }).method;
  }
  const inPath = /\/v3\/akeebabackup\/(\w+)/.exec(url.pathname)?.[1];
  return form?.get("method") ?? url.searchParams.get("method") ?? inPath ?? "";
}

/** What to do to a call: it has the request, and the rest of the way. */
export type Mishap = (request: Request, inner: Transport) => Promise<Response>;

/** Does something to the calls of one method that are named by their numbers, from 1. */
export function mishap(
  inner: Transport,
  method: string,
  numbers: readonly number[],
  act: Mishap,
): Transport {
  let count = 0;
  return async (request) => {
    if (await methodOf(request) !== method) return await inner(request);
    count += 1;
    return numbers.includes(count) ? await act(request, inner) : await inner(request);
  };
}

/** The site does its work to the end; the answer is lost. */
export const loseAnswer: Mishap = async (request, inner) => {
  await (await inner(request)).body?.cancel();
  throw new SitehaulError("network/reset", "The connection broke");
};

/** The client gives up at once; the site goes on working. */
export const giveUp: Mishap = (request, inner) => {
  inner(request).then((response) => response.body?.cancel(), () => {});
  return Promise.reject(new SitehaulError("network/timeout", "No answer in time"));
};

/** Changes the answer's data. */
export function changeData(change: (data: Record<string, unknown>) => void): Mishap {
  return async (request, inner) => {
    const response = await inner(request);
    const envelope = await response.json() as { data: Record<string, unknown> };
    change(envelope.data);
    return Response.json(envelope);
  };
}
