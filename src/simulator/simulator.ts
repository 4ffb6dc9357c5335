/** Puts the simulated site together. */
import { Mischiefs } from "./mischief/armed.ts";
import { type Behaviour, behaviourOf } from "./setup/behaviour.ts";
import { AnswerCache } from "./mischief/cache.ts";
import { defaultFiles } from "./setup/content.ts";
import { throughGateway } from "./mischief/gateway.ts";
import { type Asked, askedFor, type Incoming, readIncoming } from "./wire/incoming.ts";
import { joomla } from "./products/joomla.ts";
import {
  answerInFront,
  ConnectionLost,
  ConnectionRefused,
  type Mischief,
  reshaped,
} from "./mischief/mischief.ts";
import type { MischiefTarget } from "./mischief/mischief_match.ts";
import type { SimulatorOptions } from "./setup/options.ts";
import { type Settings, settingsOf } from "./setup/settings.ts";
import { databasePage, maintenancePage, page, webServerNotFound } from "./site/pages.ts";
import type { Server } from "./api/server.ts";
import { type SimulatedState, SiteState } from "./site/site.ts";
import { solo } from "./products/solo.ts";
import { spoil } from "./mischief/spoil.ts";
import { wordpress } from "./products/wordpress.ts";
import { unlessAborted } from "../base/abort.ts";

/** A request as it arrived, kept for tests to look at. */
export interface SimulatedRequest {
  /** The HTTP method. */
  readonly method: string;
  /** The whole URL. */
  readonly url: string;
  /** The method of the API, where one was named. */
  readonly apiMethod: string | undefined;
  /** The API version that it looks like. */
  readonly api: 1 | 2 | 3 | undefined;
  /** As they were sent: texts, nested where the form was. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Credentials included. */
  readonly headers: Headers;
  /** When it arrived, ms since 1970 by the site's clock. */
  readonly at: number;
}

/** A simulated site. */
export interface Simulator {
  /**
   * Answers a request; usable as a transport. Rejects as `fetch` does where the connection breaks
   * or the request is aborted.
   */
  readonly handle: (request: Request) => Promise<Response>;
  /** What clients have to know of it, with every default. */
  readonly options: Required<
    Pick<SimulatorOptions, "product" | "version" | "root" | "secret" | "token">
  >;
  /** Profiles, records, running backups: to look at and to change. */
  readonly site: SimulatedState;
  /** The requests, in order of arrival. */
  readonly requests: readonly SimulatedRequest[];
  /** The highest number of steps in flight at once. */
  readonly overlaps: number;
  /**
   * The highest number of requests that the product worked on at once; what the web server answers
   * by itself does not count.
   */
  readonly atOnce: number;
  /** Makes something go wrong. */
  arm(mischief: Mischief): void;
  /** Makes everything go right again. */
  disarm(): void;
  /** Settles when nothing is worked on any more, not even for clients that are gone. */
  idle(): Promise<void>;
}

const ROUTERS: Readonly<
  Record<Settings["product"], (incoming: Incoming, server: Server) => Promise<Response>>
> = { joomla, wordpress, solo };

/** Makes a site that behaves like a version of a product. */
export function createSimulator(options: SimulatorOptions): Simulator {
  return new SimulatedSite(options);
}

class SimulatedSite implements Simulator {
  readonly options: Settings;
  readonly site: SiteState;
  readonly requests: SimulatedRequest[] = [];
  readonly handle: (request: Request) => Promise<Response>;
  readonly #behaviour: Behaviour;
  readonly #cache = new AnswerCache();
  readonly #mischiefs: Mischiefs;
  readonly #work = new Set<Promise<unknown>>();
  #working = 0;
  #atOnce = 0;

  constructor(options: SimulatorOptions) {
    this.#behaviour = behaviourOf(options.product, options.version);
    this.options = settingsOf(options, this.#behaviour, defaultFiles);
    this.site = new SiteState(this.options, this.#behaviour);
    this.#mischiefs = new Mischiefs(() => this.site.now().getTime());
    this.handle = (request) => unlessAborted(this.#answer(request), request.signal);
  }

  get overlaps(): number {
    return this.site.overlaps;
  }

  get atOnce(): number {
    return this.#atOnce;
  }

  arm(mischief: Mischief): void {
    this.#mischiefs.arm(mischief);
  }

  disarm(): void {
    this.#mischiefs.disarm();
  }

  async idle(): Promise<void> {
    while (this.#work.size > 0) await Promise.allSettled(this.#work);
  }

  async #answer(request: Request): Promise<Response> {
    const incoming = await readIncoming(request, this.options.root);
    const asked = askedFor(incoming);
    this.#note(request, asked);
    const { method: verb, url } = request;
    const authorization = request.headers.get("authorization");
    const target = { verb, url, apiMethod: asked.apiMethod, authorization };
    const mischief = this.#mischiefs.take(target);
    if (mischief.refuseConnection) throw new ConnectionRefused();
    if (mischief.loseRequest) throw new ConnectionLost();
    const answer = () => this.#spoiled(incoming, target, mischief);
    const response = mischief.cache === undefined
      ? await answer()
      : await this.#cache.through(request, mischief.cache, this.site.now(), answer);
    if (request.method !== "HEAD") return response;
    const { status, statusText, headers } = response;
    await response.body?.cancel();
    headers.delete("content-length");
    return new Response(null, { status, statusText, headers });
  }

  async #spoiled(
    incoming: Incoming,
    target: MischiefTarget,
    mischief: Mischief,
  ): Promise<Response> {
    const { latencyMs } = mischief;
    const late = latencyMs === undefined ? undefined : () => this.options.sleep(latencyMs);
    const front = shut(incoming, this.options) ?? answerInFront(mischief, target);
    if (front !== undefined) {
      await late?.();
      return await spoil(front, mischief);
    }
    return await this.#counted(incoming, () => this.#worked(incoming, mischief, late));
  }

  /** Counts how many requests the product works on at once. */
  async #counted(incoming: Incoming, work: () => Promise<Response>): Promise<Response> {
    if (!isHandled(incoming, this.options)) return await work();
    this.#working += 1;
    this.#atOnce = Math.max(this.#atOnce, this.#working);
    try {
      return await work();
    } finally {
      this.#working -= 1;
    }
  }

  async #worked(
    incoming: Incoming,
    mischief: Mischief,
    late: (() => Promise<void>) | undefined,
  ): Promise<Response> {
    await late?.();
    const closed = this.#closed(incoming, mischief);
    if (closed !== undefined) return await spoil(closed, mischief);
    const work = this.#track(this.#route(incoming, mischief));
    if (mischief.loseAnswer === "at-once") {
      work.catch(() => {});
      throw new ConnectionLost();
    }
    const gateway = mischief.gateway;
    const response = gateway === undefined
      ? await work
      : await throughGateway(work, gateway, this.options.sleep);
    if (mischief.loseAnswer === "at-end") {
      await response.body?.cancel();
      throw new ConnectionLost();
    }
    return await spoil(response, mischief);
  }

  #closed({ path }: Incoming, { maintenance, databaseDown }: Mischief): Response | undefined {
    if (maintenance) return maintenancePage(this.options);
    return databaseDown ? databasePage(this.options, path) : undefined;
  }

  async #route(incoming: Incoming, mischief: Mischief): Promise<Response> {
    if (mischief.loseFile !== undefined) {
      this.site.loseFile(mischief.loseFile.record, mischief.loseFile.name);
    }
    const { tokenRights = this.options.tokenRights, backupError, crash, warnings, workMs, refuse } =
      mischief;
    const server: Server = {
      settings: tokenRights === undefined ? this.options : { ...this.options, tokenRights },
      behaviour: this.#behaviour,
      site: this.site,
      faults: { backupError, refusal: refuse, crash, workMs, warnings },
      ignoresSecretHeader: mischief.dropSecretHeader ?? false,
      reshape: (data) => reshaped(mischief, data),
    };
    const response = incoming.path === undefined
      ? outside(incoming, this.options)
      : await ROUTERS[this.options.product](incoming, server);
    if (!response.headers.has("x-powered-by")) {
      response.headers.set("x-powered-by", this.options.php === 7 ? "PHP/7.4.33" : "PHP/8.2.36");
    }
    if (!response.headers.has("date")) {
      response.headers.set("date", this.site.now().toUTCString());
    }
    return response;
  }

  #note({ method, url, headers }: Request, { apiMethod, api, parameters }: Asked): void {
    const at = this.site.now().getTime();
    this.requests.push({
      method,
      url,
      apiMethod,
      api,
      parameters,
      headers: new Headers(headers),
      at,
    });
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#work.add(work);
    const done = () => this.#work.delete(work);
    work.then(done, done);
    return work;
  }
}

/** Whether the product's own scripts see a request, rather than the web server alone. */
function isHandled({ path }: Incoming, { product }: Settings): boolean {
  if (path === undefined) return false;
  return product !== "solo" || ["", "index.php", "remote.php"].includes(path);
}

/** A web server that keeps everybody out of the front script. */
function shut({ path }: Incoming, { shut: status }: Settings): Response | undefined {
  if (status === undefined || (path !== "" && path !== "index.php")) return undefined;
  const headers = status === 401 ? { "www-authenticate": 'Basic realm="Restricted"' } : undefined;
  return page(status, `<html><head><title>${status}</title></head></html>`, headers);
}

/** What is on the host outside of the site's folder. */
function outside({ url: { pathname } }: Incoming, { landingPage }: Settings): Response {
  const isLanding = landingPage !== "" && ["/", "/index.html"].includes(pathname);
  return isLanding ? page(200, landingPage) : webServerNotFound();
}
