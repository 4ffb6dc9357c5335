/** One call, one reply: codec, transport, codec, schema. */
import type { ApiReply } from "../codecs/codec.ts";
import { codecFor } from "../codecs/mod.ts";
import { readReplyBytes, readReplyText } from "../codecs/reply_text.ts";
import type { ApiCredential, Endpoint } from "../protocol/endpoint.ts";
import { isSitehaulError, SitehaulError } from "../base/errors.ts";
import { type MethodName, METHODS, type ParametersOf, type ReplyOf } from "../protocol/methods.ts";
import type { Method } from "../protocol/method.ts";
import { createRedactor, type Redactor } from "../base/redact.ts";
import { evidenceIn } from "./evidence.ts";
import { checkLevel, parseReply } from "./check_call.ts";
import { refuseCached, uniqueParameter } from "./cached_answer.ts";
import { refusalError } from "./refusal.ts";
import { REFUSAL_BYTES, replyLimit } from "./reply_limit.ts";
import { setTraits } from "../transport/traits.ts";
import type { Transport } from "../transport/transport.ts";
import { wrongAnswerError } from "./wrong_answer.ts";

/** What all calls to one endpoint share. */
export interface ConnectionOptions {
  /** Where to send calls, and how. */
  readonly endpoint: Endpoint;
  /** Of a kind that the endpoint takes. */
  readonly credential: ApiCredential;
  /** What carries requests. */
  readonly transport: Transport;
  /** The API level of the site, where it is known: calls that it lacks are refused at once. */
  readonly level?: number | undefined;
  /** Whether the transport sends a user name and a password of the web server. @default {false} */
  readonly hasPassword?: boolean | undefined;
}

/** Limits of one call. */
export interface SendOptions {
  /** Ends the call. */
  readonly signal?: AbortSignal | undefined;
  /** How long the answer may take, ms; overrides the method's own limit. */
  readonly answerMs?: number | undefined;
  /** How long the whole answer may take once it has begun, ms. @default {600_000} */
  readonly wholeMs?: number | undefined;
  /** How many bytes the reply may have, where that is less than the method allows. */
  readonly maxBytes?: number | undefined;
  /** Whether a call that may be repeated is sent again when it broke. @default {true} */
  readonly retry?: boolean | undefined;
  /** Headers in addition to those of the call, such as `Range`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** An answer with what surrounded it. */
export interface Exchange<R> {
  /** The checked answer. */
  readonly reply: R;
  /** The response's headers. */
  readonly headers: Headers;
  /** The URL that answered in the end, after redirects. It may hold the call's parameters. */
  readonly url: string;
}

/** An answer with a segment of 1 MiB has 1.42 MB, in API version 1 up to 1.47 MB (observed). */
const SEGMENT_BUFFER = 1_600_000;

/** Enough for a reply of 1.5 MB over a line of 3 kB/s. */
const WHOLE_MS = 600_000;

/**
 * Sends calls to one endpoint with one credential.
 *
 * @example
 * ```ts
 * import { Connection, createEndpoint } from "@sitehaul/sitehaul/core";
 * import { createSimulator, DEFAULT_SECRET } from "@sitehaul/sitehaul/simulator";
 * import { assertEquals } from "@std/assert";
 *
 * const { handle: transport } = createSimulator({ product: "wordpress", version: "9.1.1" });
 * const url = "https://example.com/wp-admin/admin-ajax.php?action=akeebabackup_api";
 * const connection = new Connection({
 *   endpoint: createEndpoint(2, url),
 *   credential: { kind: "secret", value: DEFAULT_SECRET },
 *   transport,
 * });
 * const { version, level } = await connection.send("getVersion", {});
 * assertEquals([version, level], ["9.1.1", 400]);
 * ```
 */
export class Connection {
  /** Where calls go. */
  readonly endpoint: Endpoint;
  /** The API level, where it is known. */
  readonly level: number | undefined;
  readonly #credential: ApiCredential;
  readonly #transport: Transport;
  readonly #redact: Redactor;
  readonly #hasPassword: boolean;
  /** Reused buffers for replies with segments: as many as were ever in use at once. */
  readonly #buffers: Uint8Array<ArrayBuffer>[] = [];

  /** Makes a connection; nothing is sent yet. */
  constructor(options: ConnectionOptions) {
    this.endpoint = options.endpoint;
    this.level = options.level;
    this.#credential = options.credential;
    this.#transport = options.transport;
    this.#redact = createRedactor([options.credential.value]);
    this.#hasPassword = options.hasPassword ?? false;
  }

  /**
   * Calls a method and returns its answer.
   *
   * @throws {AnswerError} when the site refuses, or answers something else
   * @throws {SitehaulError} `level/too-low` or `method/not-implemented` before any request when the
   * site's level lacks the method; `reply/…` and `network/…`
   */
  async send<M extends MethodName>(
    method: M,
    parameters: ParametersOf<M>,
    options: SendOptions = {},
  ): Promise<ReplyOf<M>> {
    return (await this.exchange(method, parameters, options)).reply;
  }

  /** Like {@linkcode send}, with the headers and the final URL of the response. */
  async exchange<M extends MethodName>(
    method: M,
    parameters: ParametersOf<M>,
    options: SendOptions = {},
  ): Promise<Exchange<ReplyOf<M>>> {
    const definition = METHODS[method];
    const response = await this.#request(definition, parameters, whole(options));
    const limit = Math.min(options.maxBytes ?? Infinity, replyLimit(definition, parameters));
    const reply = await this.#readReply(response, definition.name, limit);
    refuseCached(this.endpoint.verb, definition.name, response.headers);
    this.#refuse(reply, definition.name, response.status);
    return {
      reply: parseReply(definition, reply.data),
      headers: response.headers,
      url: response.url,
    };
  }

  /**
   * Fetches one segment of a part. Usually its bytes are read straight from the answer; what looks
   * unusual goes the tolerant way of all answers.
   *
   * @throws {AnswerError} when the site refuses, or answers something else
   * @throws {SitehaulError} `reply/shape` when the data is no base64
   */
  async segment(
    parameters: ParametersOf<"download">,
    options: SendOptions = {},
  ): Promise<Uint8Array> {
    // Most programs that end soon fetch none.
    const { decodeSegment, scanSegment } = await import("../codecs/segment_scan.ts");
    const response = await this.#request(METHODS.download, parameters, whole(options));
    const buffer = this.#buffers.pop() ?? new Uint8Array(SEGMENT_BUFFER);
    const limit = replyLimit(METHODS.download, parameters);
    const answer = await this.#readBytes(response, buffer, limit);
    const bytes = scanSegment(answer, this.endpoint.api);
    const { status, headers } = response;
    if (bytes !== undefined) {
      this.#buffers.push(buffer);
      refuseCached(this.endpoint.verb, METHODS.download.name, headers);
      return bytes;
    }
    const plain = new Response(answer, { status, headers });
    const reply = await this.#readReply(plain, METHODS.download.name, limit);
    refuseCached(this.endpoint.verb, METHODS.download.name, headers);
    this.#refuse(reply, METHODS.download.name, status);
    return decodeSegment(parseReply(METHODS.download, reply.data));
  }

  /**
   * Calls a method whose answer is bytes, `downloadDirect`. The caller reads or cancels the body.
   * A refusal comes with HTTP status 200 and a JSON body: check type and length.
   */
  async open<M extends MethodName>(
    method: M,
    parameters: ParametersOf<M>,
    options: SendOptions = {},
  ): Promise<Response> {
    const response = await this.#request(METHODS[method], parameters, options);
    // What is no file is looked at by the caller, and may be of another kind.
    const isFile = response.ok && !/^(application\/json|text\/)/i.test(typeOf(response));
    try {
      if (isFile) refuseCached(this.endpoint.verb, method, response.headers);
    } catch (error) {
      await response.body?.cancel().catch(() => {});
      throw error;
    }
    return response;
  }

  /** The refusal that a response holds which should have held bytes. Reads it to its end. */
  async refusalIn(response: Response, method: MethodName): Promise<SitehaulError> {
    try {
      const reply = await this.#readReply(response, method, REFUSAL_BYTES);
      const context = { method, api: this.endpoint.api, httpStatus: response.status };
      return refusalError(reply, context, this.#redact);
    } catch (error) {
      if (isSitehaulError(error)) return error;
      throw error;
    }
  }

  #refuse(reply: ApiReply, method: string, httpStatus: number): void {
    if (reply.status === 200) return;
    throw refusalError(reply, { method, api: this.endpoint.api, httpStatus }, this.#redact);
  }

  async #readBytes(
    response: Response,
    buffer: Uint8Array<ArrayBuffer>,
    limit: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    try {
      return await readReplyBytes(response, buffer, limit);
    } catch (cause) {
      if (!isSitehaulError(cause) || cause.code.startsWith("network/")) throw cause;
      const { status: httpStatus } = response;
      throw wrongAnswerError({ method: METHODS.download.name, httpStatus, text: "", cause });
    }
  }

  #request<P extends object, R>(
    method: Method<P, R>,
    parameters: P,
    options: SendOptions,
  ): Promise<Response> {
    checkLevel(method, this.level);
    const { api, verb } = this.endpoint;
    // The salt of API version 1 does the same.
    const unique = verb === "GET" && api !== 1 ? uniqueParameter() : {};
    const call = { method: method.name, parameters: { ...method.encode(parameters), ...unique } };
    const encoded = codecFor(this.endpoint.api).encode(call, this.endpoint, this.#credential);
    const { signal, headers = {} } = options;
    const { answerMs = method.answerMs, wholeMs, retry = true } = options;
    const request = signal === undefined ? encoded : new Request(encoded, { signal });
    for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
    setTraits(request, {
      repeatable: method.repeatable,
      ...(retry ? {} : { attempts: 1 }),
      ...(method.confidential === undefined ? {} : { confidential: method.confidential }),
      // A body that is slow to start is slow to continue as well: both have the same limit.
      ...(answerMs === undefined ? {} : { answerMs, idleMs: answerMs }),
      ...(wholeMs === undefined ? {} : { wholeMs }),
    });
    return this.#transport(request);
  }

  async #readReply(response: Response, method: string, limit: number): Promise<ApiReply> {
    let text = "";
    try {
      text = await readReplyText(response, limit);
      return codecFor(this.endpoint.api).decode(text);
    } catch (cause) {
      if (!isSitehaulError(cause) || cause.code.startsWith("network/")) throw cause;
      const told = this.#toldOf(text, cause);
      const evidence = evidenceIn(response, text, this.#redact);
      throw wrongAnswerError({
        method,
        httpStatus: response.status,
        text,
        evidence,
        hasPassword: this.#hasPassword,
        cause: told,
      });
    }
  }

  /** The error quotes from the answer: where that repeats the credential, from it without. */
  #toldOf(text: string, cause: SitehaulError): SitehaulError {
    const hidden = this.#redact(text);
    if (hidden === text) return cause;
    try {
      codecFor(this.endpoint.api).decode(hidden);
    } catch (error) {
      if (isSitehaulError(error)) return error;
    }
    return new SitehaulError(cause.code, "The site did not answer with the API's JSON");
  }
}

function typeOf({ headers }: Response): string {
  return headers.get("content-type") ?? "";
}

/** A reply is read as a whole, within a time limit. */
function whole(options: SendOptions): SendOptions {
  return { wholeMs: WHOLE_MS, ...options };
}
