/** What happens to the body of an answer on its way. */
import { ConnectionLost, type Mischief } from "./mischief.ts";
import { Buffer } from "node:buffer";

/** The answer after everything that happens to its body. */
export async function spoil(response: Response, mischief: Mischief): Promise<Response> {
  const { hugeBytes, cutAfter, page, status, noLength } = mischief;
  let spoiled = response;
  if (noLength) spoiled.headers.delete("content-length");
  if (page !== undefined) {
    spoiled = withBody(spoiled, page);
    spoiled.headers.set("content-type", "text/html; charset=UTF-8");
  }
  if (changesBytes(mischief)) spoiled = await withOtherBytes(spoiled, mischief);
  if (status !== undefined) {
    spoiled = new Response(spoiled.body, { status, headers: spoiled.headers });
  }
  if (hugeBytes !== undefined) spoiled = withBody(spoiled, endless(hugeBytes));
  return cutAfter === undefined ? spoiled : cut(spoiled, cutAfter);
}

function changesBytes({ noise, body, alter, truncateAfter }: Mischief): boolean {
  return [noise, body, alter, truncateAfter].some((change) => change !== undefined);
}

async function withOtherBytes(response: Response, mischief: Mischief): Promise<Response> {
  const length = response.headers.get("content-length");
  const bytes = spoiledText(new Uint8Array(await response.arrayBuffer()), mischief);
  if (!mischief.keepLength || length === null) return withBody(response, bytes);
  const same = withBody(response, bytes.slice(0, Number(length)));
  same.headers.set("content-length", length);
  return same;
}

/** Works on bytes, one character each, so that files stay what they are between the noise. */
function spoiledText(
  bytes: Uint8Array,
  { noise, body, alter, truncateAfter }: Mischief,
): Uint8Array {
  const encode = (text: string) => new TextEncoder().encode(text);
  let spoiled = body === undefined ? bytes : encode(body(new TextDecoder().decode(bytes)));
  if (alter !== undefined) spoiled = alter(spoiled);
  if (truncateAfter !== undefined) spoiled = spoiled.slice(0, truncateAfter);
  return Buffer.concat([encode(noise?.before ?? ""), spoiled, encode(noise?.after ?? "")]);
}

function withBody(
  { status, statusText, headers }: Response,
  body: string | Uint8Array | ReadableStream<Uint8Array>,
): Response {
  const kept = new Headers(headers);
  kept.delete("content-length");
  return new Response(body as BodyInit, { status, statusText, headers: kept });
}

function endless(bytes: number): ReadableStream<Uint8Array> {
  const piece = new Uint8Array(64 * 1024).fill(0x61);
  let left = bytes;
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"status":200,"data":"'));
    },
    pull(controller) {
      if (left <= 0) {
        controller.enqueue(new TextEncoder().encode('"}'));
        return controller.close();
      }
      controller.enqueue(piece.slice(0, Math.min(left, piece.length)));
      left -= piece.length;
    },
  }, { highWaterMark: 0 });
}

/** The body ends in an error after so many bytes; a `Content-Length` stays what it was. */
function cut({ body, status, statusText, headers }: Response, bytes: number): Response {
  const reader = body?.getReader();
  let left = bytes;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value } = await reader?.read() ?? {};
      if (value !== undefined && left > 0) controller.enqueue(value.slice(0, left));
      left -= value?.length ?? left;
      if (left > 0) return;
      await reader?.cancel();
      controller.error(new ConnectionLost());
    },
  }, { highWaterMark: 0 });
  return new Response(stream, { status, statusText, headers });
}
