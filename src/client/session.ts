/**
 * A connection that recovers: when the remembered endpoint no longer works, the site is found again.
 * @module
 */
import type { Caller } from "../connection/caller.ts";
import type { Connection, SendOptions } from "../connection/connection.ts";
import { isSitehaulError, type SitehaulError } from "../errors.ts";
import { type MethodName, METHODS, type ParametersOf, type ReplyOf } from "../methods.ts";
import { provesNothingRan } from "../negotiate/verdict.ts";
import type { SiteVersion } from "../replies.ts";
import type { Endpoint } from "../endpoint.ts";
import { unlessAborted } from "../transport/watch_body.ts";

/** What a session knows of its site. */
export interface Bound {
  /** The way to the site. */
  readonly connection: Connection;
  /** What the site reported about itself. */
  readonly version: SiteVersion;
  /** The ids of the products that it can be. */
  readonly products: readonly string[];
  /** The address of its root, without a slash at the end. */
  readonly site: string;
}

/** Calls a site; finds it again, once, if the remembered endpoint fails. */
export class Session implements Caller {
  #bound: Bound;
  #again: (() => Promise<Bound>) | undefined;
  #healing: Promise<void> | undefined;

  /**
   * Makes a session of what is known.
   *
   * @param bound what is known of the site
   * @param again finds the site again; omitted if it has just been found
   */
  constructor(bound: Bound, again?: () => Promise<Bound>) {
    this.#bound = bound;
    this.#again = again;
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

  async send<M extends MethodName>(
    method: M,
    parameters: ParametersOf<M>,
    options: SendOptions = {},
  ): Promise<ReplyOf<M>> {
    return (await this.sendForHeaders(method, parameters, options)).reply;
  }

  async sendForHeaders<M extends MethodName>(
    method: M,
    parameters: ParametersOf<M>,
    options: SendOptions = {},
  ): Promise<{ reply: ReplyOf<M>; headers: Headers }> {
    return await this.#healed(
      method,
      options,
      (connection) => connection.exchange(method, parameters, options),
    );
  }

  async segment(
    parameters: ParametersOf<"download">,
    options: SendOptions = {},
  ): Promise<Uint8Array> {
    return await this.#healed(
      "download",
      options,
      (connection) => connection.segment(parameters, options),
    );
  }

  async open<M extends MethodName>(
    method: M,
    parameters: ParametersOf<M>,
    options: SendOptions = {},
  ): Promise<Response> {
    return await this.#healed(
      method,
      options,
      (connection) => connection.open(method, parameters, options),
    );
  }

  async refusalIn(response: Response, method: MethodName): Promise<SitehaulError> {
    return await this.#bound.connection.refusalIn(response, method);
  }

  async #healed<T>(
    method: MethodName,
    { signal }: SendOptions,
    call: (connection: Connection) => Promise<T>,
  ): Promise<T> {
    const { connection } = this.#bound;
    try {
      return await call(connection);
    } catch (error) {
      // A backup must not be started twice: there, only proof that nothing ran is enough.
      const harmless = METHODS[method].repeatable && isSitehaulError(error, "reply/not-json");
      if (!harmless && !provesNothingRan(error)) throw error;
      if (!await this.#heal(connection, signal)) throw error;
      return await call(this.#bound.connection);
    }
  }

  /**
   * Whether the site was found again since that connection failed. Concurrent calls share it, so that
   * it continues if one of them is aborted.
   */
  async #heal(failed: Connection, signal?: AbortSignal): Promise<boolean> {
    const again = this.#again;
    if (again !== undefined) {
      this.#again = undefined;
      this.#healing = again().then((bound) => {
        this.#bound = bound;
      }).finally(() => {
        // What a search failed with is no cause of what fails later.
        this.#healing = undefined;
      });
    }
    if (this.#healing !== undefined) {
      await (signal === undefined ? this.#healing : unlessAborted(this.#healing, signal));
    }
    return this.#bound.connection !== failed;
  }
}
