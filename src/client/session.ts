/**
 * A connection that recovers: when the remembered endpoint no longer works, the site is found again.
 */
import { AnswerError } from "../protocol/answer_error.ts";
import type { Caller, OutlastingOptions } from "../connection/caller.ts";
import type { Connection, SendOptions } from "../connection/connection.ts";
import { Patience } from "../connection/patience.ts";
import { isOutage, isTemporary } from "../connection/temporary.ts";
import { isSitehaulError, type SitehaulError } from "../base/errors.ts";
import { type MethodName, METHODS, type ParametersOf, type ReplyOf } from "../protocol/methods.ts";
import { provesNothingRan } from "../negotiate/verdict.ts";
import type { Product } from "../product/product.ts";
import type { SiteVersion } from "../protocol/replies.ts";
import type { Endpoint } from "../protocol/endpoint.ts";
import { unlessAborted } from "../base/abort.ts";
import { explained } from "./explain.ts";

/** What a session knows of its site. */
export interface Bound {
  /** The way to the site. */
  readonly connection: Connection;
  /** What the site reported about itself. */
  readonly version: SiteVersion;
  /** More than one where products share the address. */
  readonly products: readonly string[];
  /** The data of these products. */
  readonly known: readonly Product[];
  /** The address of its root, without a slash at the end. */
  readonly site: string;
}

/** How a session finds the site again, and how patient it is. */
export interface SessionOptions {
  /** Finds the site again; absent if it has just been found. */
  readonly again?: (() => Promise<Bound>) | undefined;
  /**
   * Looks closer at what came in the place of the endpoint before it has answered in this run: the site,
   * if it answers in another way; `gone` if it is to be found again; else `undefined`.
   */
  readonly lookAgain?: ((error: AnswerError) => Promise<Bound | "gone" | undefined>) | undefined;
  /**
   * Whether the endpoint is at another origin than the address that was given, such as with `www.`.
   * Then an outage there says nothing about the site. @default {false}
   */
  readonly isElsewhere?: boolean | undefined;
  /** How long to wait for what passes by itself. @default {not at all} */
  readonly patience?: Patience | undefined;
}

/**
 * A site that has not answered in this run yet is waited for no longer than this, ms: nothing is half
 * done that would be lost.
 */
const FIRST_PATIENCE_MS = 2 * 60_000;

/**
 * Calls a site, and finds it again if the remembered endpoint is gone: if the site answers, and the
 * endpoint does not. Trouble that passes is no reason to search.
 */
export class Session implements Caller {
  #bound: Bound;
  #again: (() => Promise<Bound>) | undefined;
  #healing: Promise<void> | undefined;
  /** Whether the endpoint and the credential have worked in this run. */
  #hasWorked: boolean;
  #lookAgain: SessionOptions["lookAgain"];
  readonly #isElsewhere: boolean;
  readonly #patience: Patience;

  /**
   * Makes a session of what is known.
   *
   * @param bound what is known of the site
   * @param options how to find it again, and how patient to be
   */
  constructor(bound: Bound, options: SessionOptions = {}) {
    this.#bound = bound;
    this.#again = options.again;
    this.#hasWorked = options.again === undefined;
    this.#lookAgain = options.lookAgain;
    this.#isElsewhere = options.isElsewhere ?? false;
    this.#patience = options.patience ?? new Patience({ patienceMs: 0 });
  }

  get version(): SiteVersion {
    return this.#bound.version;
  }

  /** The ids of the products that the site can be. */
  get products(): readonly string[] {
    return this.#bound.products;
  }

  get endpoint(): Endpoint {
    return this.#bound.connection.endpoint;
  }

  get site(): string {
    return this.#bound.site;
  }

  send<M extends MethodName>(
    method: M,
    parameters: ParametersOf<M>,
    options: SendOptions = {},
  ): Promise<ReplyOf<M>> {
    return this.#healed(
      method,
      options,
      (connection) => connection.exchange(method, parameters, options).then(({ reply }) => reply),
    );
  }

  sendForHeaders<M extends MethodName>(
    method: M,
    parameters: ParametersOf<M>,
    options: SendOptions = {},
  ): Promise<{ reply: ReplyOf<M>; headers: Headers }> {
    const ask = (connection: Connection) => connection.exchange(method, parameters, options);
    return this.#healed(method, options, ask);
  }

  segment(
    parameters: ParametersOf<"download">,
    options: SendOptions = {},
  ): Promise<Uint8Array> {
    const ask = (connection: Connection) => connection.segment(parameters, options);
    return this.#healed("download", options, ask);
  }

  open<M extends MethodName>(
    method: M,
    parameters: ParametersOf<M>,
    options: SendOptions = {},
  ): Promise<Response> {
    const ask = (connection: Connection) => connection.open(method, parameters, options);
    return this.#healed(method, options, ask);
  }

  async refusalIn(response: Response, method: MethodName): Promise<SitehaulError> {
    return this.#explained(await this.#bound.connection.refusalIn(response, method), method);
  }

  /** With what the products' data says of the version on the site. */
  #explained<E>(error: E, method: MethodName): E | SitehaulError {
    const { version: { version }, known: products, connection: { endpoint: { api } } } =
      this.#bound;
    return explained(error, { method, api, version, products });
  }

  outlast<T>(
    ask: (options: { readonly retry: boolean }) => Promise<T>,
    { signal, only = () => true }: OutlastingOptions = {},
  ): Promise<T> {
    return this.#patience.outlast((isFirst) => ask({ retry: isFirst }), {
      isTemporary: (error): error is SitehaulError => this.#passes(error) && only(error),
      mostMs: this.#hasWorked ? undefined : FIRST_PATIENCE_MS,
      signal,
    });
  }

  #passes(error: unknown): error is SitehaulError {
    return isTemporary(error, { hasWorked: this.#hasWorked });
  }

  async #healed<T>(
    method: MethodName,
    { signal }: SendOptions,
    call: (connection: Connection) => Promise<T>,
  ): Promise<T> {
    const { connection } = this.#bound;
    try {
      const result = await call(connection);
      // What comes as bytes may be a page.
      if (method !== "downloadDirect") this.#hasWorked = true;
      return result;
    } catch (thrown) {
      const error = this.#explained(thrown, method);
      if (!this.#isGone(error, method) && !await this.#isReplaced(error, method)) throw error;
      if (!await this.#heal(connection, signal)) throw error;
    }
    try {
      return await call(this.#bound.connection);
    } catch (error) {
      throw this.#explained(error, method);
    }
  }

  /** Whether the site answers, and the endpoint does not. */
  #isGone(error: unknown, method: MethodName): boolean {
    if (isOutage(error)) return this.#isElsewhere;
    if (this.#passes(error)) return false;
    // A backup must not be started twice: there, only proof that nothing ran is enough.
    const isHarmless = METHODS[method].repeatable && isSitehaulError(error, "reply/not-json");
    return isHarmless || provesNothingRan(error);
  }

  /** Whether something else has taken the place of the endpoint for good. One look is enough. */
  async #isReplaced(error: unknown, method: MethodName): Promise<boolean> {
    const look = this.#lookAgain;
    if (this.#hasWorked || look === undefined) return false;
    if (!METHODS[method].repeatable || !(error instanceof AnswerError)) return false;
    this.#lookAgain = undefined;
    const found = await look(error);
    if (found === undefined || found === "gone") return found === "gone";
    this.#bound = found;
    return true;
  }

  /**
   * Whether the site was found again since that connection failed. Concurrent calls share it, so that
   * it continues if one of them is aborted. Trouble during a search does not use it up.
   */
  async #heal(failed: Connection, signal?: AbortSignal): Promise<boolean> {
    const again = this.#again;
    if (again !== undefined && this.#healing === undefined && this.#bound.connection === failed) {
      this.#healing = again().then((bound) => {
        this.#bound = bound;
        this.#again = undefined;
        this.#hasWorked = true;
      }, (error: unknown) => {
        if (!isTemporary(error)) this.#again = undefined;
        throw error;
      }).finally(() => {
        // What a search failed with is no cause of what fails later.
        this.#healing = undefined;
      });
    }
    if (this.#healing !== undefined) {
      await unlessAborted(this.#healing, signal);
    }
    return this.#bound.connection !== failed;
  }
}
