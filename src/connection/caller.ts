/** Who can be asked: what everything above calls a site through. */
import type { Endpoint } from "../protocol/endpoint.ts";
import type { SitehaulError } from "../base/errors.ts";
import type { MethodName, ParametersOf, ReplyOf } from "../protocol/methods.ts";
import type { SiteVersion } from "../protocol/replies.ts";
import type { SendOptions } from "./connection.ts";

/** How to ask for something that may have to be asked for again. */
export interface OutlastingOptions {
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
  /** Waits only for errors of which this is true. @default {all that pass by themselves} */
  readonly only?: ((error: unknown) => boolean) | undefined;
}

/** Calls the API methods of one site. */
export interface Caller {
  /** What the site reported about itself. */
  readonly version: SiteVersion;
  /** The address that was found, and how it takes the credential. */
  readonly endpoint: Endpoint;
  /** The address of the site: its root, without a slash at the end. A host may have several sites. */
  readonly site: string;
  /** Resolves to the data of the reply, checked by the schema of the method. */
  send<M extends MethodName>(
    method: M,
    parameters: ParametersOf<M>,
    options?: SendOptions,
  ): Promise<ReplyOf<M>>;
  /** Calls a method and returns the headers of the response as well. */
  sendForHeaders<M extends MethodName>(
    method: M,
    parameters: ParametersOf<M>,
    options?: SendOptions,
  ): Promise<{ reply: ReplyOf<M>; headers: Headers }>;
  /** Fetches one segment of a part. */
  segment(parameters: ParametersOf<"download">, options?: SendOptions): Promise<Uint8Array>;
  /** Calls a method that answers with bytes. */
  open<M extends MethodName>(
    method: M,
    parameters: ParametersOf<M>,
    options?: SendOptions,
  ): Promise<Response>;
  /**
   * Asks, and asks again for as long as the site's patience lasts, while something is in the way that
   * passes by itself: an outage, a cut, a block, a page in the place of an answer. Not to be nested.
   *
   * @param ask asks; `retry` is whether a broken request may be repeated within this attempt
   * @throws {SitehaulError} what does not pass, at once; what stays, when patience is over
   */
  outlast<T>(
    ask: (options: { readonly retry: boolean }) => Promise<T>,
    options?: OutlastingOptions,
  ): Promise<T>;
  /** The refusal in a response that should have held bytes. */
  refusalIn(response: Response, method: MethodName): Promise<SitehaulError>;
}
