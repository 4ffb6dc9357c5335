/**
 * From a site's address and a credential to a client.
 * @module
 */
import { Connection } from "../connection/connection.ts";
import { Patience, type Waiting } from "../connection/patience.ts";
import { isOutage, isTemporary } from "../connection/temporary.ts";
import type { ApiVersion, Credential, Endpoint } from "../endpoint.ts";
import { SitehaulError } from "../errors.ts";
import { NegotiationError } from "../negotiate/failure.ts";
import { type Attempt, probe, type ProbeResult } from "../negotiate/probe.ts";
import { negotiate, type Negotiated } from "../negotiate/negotiate.ts";
import {
  type Memory,
  type MemoryKey,
  type Remembered,
  withoutSecretsOf,
} from "../negotiate/remember.ts";
import type { Product } from "../product.ts";
import { createRedactor, type Redactor } from "../redact.ts";
import { recognise } from "../resolve/recognise.ts";
import { parseSite, type SiteAddress, siteOf } from "../resolve/site.ts";
import { sleep as standardSleep } from "../transport/sleep.ts";
import { foreignness } from "../transport/site_family.ts";
import { standardTransport, type TransportOptions } from "../transport/standard.ts";
import type { Transport } from "../transport/transport.ts";
import { Client } from "./client.ts";
import { credentialsOf, noticesOf, secretsOf } from "./credentials.ts";
import { type RunMemory, withoutSecrets } from "./run_memory.ts";
import { type Bound, Session } from "./session.ts";

/** How to find a site, and the credential to use. */
export interface ConnectOptions
  extends Omit<TransportOptions, "inner" | "basicAuth" | "redactor" | "site"> {
  /** The Secret Word. A value that looks like a Joomla API Token is tried as one first. */
  readonly secret?: string | undefined;
  /** A Joomla API Token. */
  readonly token?: string | undefined;
  /** Only this API version. */
  readonly api?: ApiVersion | undefined;
  /** Values of the products' parameters, such as WordPress' plugin `folder`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** The products to look for. */
  readonly products: readonly Product[];
  /** Remembers what was found; without it, every connect searches again. */
  readonly memory?: Memory | undefined;
  /**
   * Notes the backups that are being taken, so that one that was interrupted is taken up again; without
   * it, a backup that was left behind counts as somebody else's.
   */
  readonly runs?: RunMemory | undefined;
  /**
   * How long a step of a backup can last on this site, ms; see {@linkcode BackupOptions}.
   * @default {STEP_LIMIT_MS}
   */
  readonly stepLimitMs?: number | undefined;
  /** Used instead of fetch, such as a simulated site. */
  readonly transport?: Transport | undefined;
  /** Called with each attempt when it is over. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined;
  /** Called with a sentence about anything that looks wrong before anything is sent. */
  readonly onNotice?: ((text: string) => void) | undefined;
  /**
   * How long backups and downloads wait for a site that has answered and then is in trouble, ms:
   * down, blocked, in maintenance. @default {1_800_000}
   */
  readonly patienceMs?: number | undefined;
  /** Called before each pause of that kind. */
  readonly onWait?: ((waiting: Waiting) => void) | undefined;
  /** Aborts it. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@linkcode detect} found. */
export interface Detected extends Negotiated {
  /** The root of the site: the address that was given, unless that was a page below it. */
  readonly site: string;
}

/**
 * Connects to a site. A remembered endpoint is used without a request, and found again when it no
 * longer works; otherwise the site is searched.
 *
 * @param site the address: a bare host, a URL, or an endpoint pasted from the product's own screen
 * @param options the credential, and how to connect
 * @throws {NegotiationError} the most telling of what went wrong, with every attempt
 * @throws {SitehaulError} `usage/url`, `auth/missing`, `auth/unusable`
 */
export async function connect(site: string, options: ConnectOptions): Promise<Client> {
  const search = new SiteSearch(site, options);
  const remembered = await search.recall();
  const patience = new Patience(options);
  const session = remembered === undefined
    ? new Session(search.bind(await search.negotiate(options.signal)), { patience })
    : new Session(search.bind(remembered), {
      // Whatever ended connecting has nothing to do with a later search.
      again: async () => search.bind(await search.negotiate()),
      isElsewhere: search.isElsewhere(remembered.endpoint),
      patience,
    });
  const { clock = Date.now, sleep = standardSleep, stepLimitMs } = options;
  const runs = options.runs && withoutSecrets(options.runs, search.redactor);
  return new Client(session, { clock, sleep }, { stepLimitMs, runs });
}

/**
 * Finds out everything about a site. A remembered endpoint is asked first, by one request.
 *
 * @throws {NegotiationError} the most telling of what went wrong, with every attempt
 * @throws {SitehaulError} `usage/url`, `auth/missing`, `auth/unusable`
 */
export async function detect(site: string, options: ConnectOptions): Promise<Detected> {
  const search = new SiteSearch(site, options);
  const found = await search.revalidate() ?? await search.negotiate(options.signal);
  return { ...found, site: siteOf(search.address, found.endpoint.url, options.products) };
}

const REMEMBERED_HINT = "Only the remembered endpoint was asked, which has worked before; with " +
  "--no-cache, all addresses are.";

class SiteSearch {
  readonly address: SiteAddress;
  readonly redactor: Redactor;
  readonly #options: ConnectOptions;
  readonly #credentials: readonly Credential[];
  readonly #transport: Transport;
  readonly #memory: Memory | undefined;

  constructor(site: string, options: ConnectOptions) {
    this.#options = options;
    this.#credentials = credentialsOf(options);
    this.address = parseSite(site, options.products);
    const secrets = secretsOf(this.address, this.#credentials);
    this.redactor = createRedactor(secrets);
    this.#memory = options.memory && withoutSecretsOf(options.memory, secrets);
    this.#transport = transportFor(this.address, this.redactor, options);
  }

  get #key(): MemoryKey {
    const { pasted, roots, display } = this.address;
    const { secret, api, parameters } = this.#options;
    const site = [pasted ?? roots[0] ?? display, ...Object.entries(parameters ?? {})].join(" ");
    return { site, credential: secret === undefined ? "api-token" : "secret", api };
  }

  async recall(): Promise<Remembered | undefined> {
    const remembered = await this.#memory?.recall(this.#key);
    if (remembered === undefined || this.#isDowngrade(remembered.endpoint)) return undefined;
    const { credential, products } = remembered;
    const isKnown = this.#credentials.some(({ kind }) => kind === credential);
    // A request for a product other than the remembered one means another endpoint.
    const isAsked = products.length === 0 ||
      this.#options.products.some(({ id }) => products.includes(id));
    if (!isKnown || !isAsked) return undefined;
    const { host } = new URL(remembered.endpoint.url);
    if (this.#isOfSite(remembered.endpoint)) return remembered;
    const { onNotice } = this.#options;
    onNotice?.(
      `The cache has ${host} for ${this.address.display}, which is another site: not used`,
    );
    return undefined;
  }

  /** Whether an endpoint is where a redirect of the site could have led to. */
  #isOfSite({ url }: Endpoint): boolean {
    return this.address.roots.some((root) =>
      foreignness(new URL(root), new URL(url)) === undefined
    );
  }

  /**
   * Whether https was wanted and http was found. That may be an attack, so https is tried each time.
   */
  #isDowngrade({ url }: Endpoint): boolean {
    return url.startsWith("http:") && this.address.roots[0]?.startsWith("https:") === true;
  }

  /** Asks the remembered endpoint; `undefined` when there is none, or it does not answer. */
  async revalidate(): Promise<Negotiated | undefined> {
    const remembered = await this.recall();
    if (remembered === undefined) return undefined;
    const { endpoint, products } = remembered;
    const { answerMs } = this.#options;
    const matches = recognise(endpoint.url, this.#options.products)?.matches ?? [];
    const result = await probe(
      { endpoint, credential: this.#credential(remembered.credential), root: "", matches },
      {
        transport: this.#transport,
        clock: () => performance.now(),
        signal: this.#options.signal ?? new AbortController().signal,
        answerMs,
        retry: true,
      },
    );
    this.#options.onAttempt?.(result.attempt);
    this.#refuseTrouble(result);
    if (result.verdict.kind !== "answered" || result.version === undefined) return undefined;
    // Another version may have other routes: then the search decides again.
    if (result.version.version !== remembered.version.version) return undefined;
    const { version, attempt } = result;
    const { credential, recommended } = remembered;
    return {
      endpoint: result.endpoint,
      credential,
      version,
      products,
      recommended,
      attempts: [attempt],
      requests: 1,
      roundTrips: 1,
    };
  }

  /** Whether an endpoint is at another origin than the address that was given. */
  isElsewhere({ url }: Endpoint): boolean {
    const { origin } = new URL(url);
    return !this.address.roots.some((root) => new URL(root).origin === origin);
  }

  /** A remembered site that is in trouble has not moved: fourteen addresses would meet the same. */
  #refuseTrouble({ error, attempt, candidate: { endpoint } }: ProbeResult): void {
    if (!isTemporary(error, { hasWorked: false })) return;
    if (isOutage(error) && this.isElsewhere(endpoint)) return;
    const message = error.message.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
    throw new NegotiationError(
      error.code,
      `Cannot connect to ${this.address.display}: ${message}`,
      [attempt],
      { hint: `${error.hint ?? ""} ${REMEMBERED_HINT}`.trim(), cause: error },
    );
  }

  async negotiate(signal?: AbortSignal): Promise<Negotiated> {
    const { products, api, parameters, onAttempt, onNotice } = this.#options;
    const { answerMs, sleep } = this.#options;
    for (const text of noticesOf(this.#credentials, products)) onNotice?.(text);
    const found = await negotiate({
      address: this.address,
      credentials: this.#credentials,
      transport: this.#transport,
      products,
      api,
      parameters,
      onAttempt,
      answerMs,
      signal,
      sleep,
    });
    const site = siteOf(this.address, found.endpoint.url, products);
    if (site !== this.address.roots[0]) onNotice?.(`The site is at ${site}, above what was given`);
    if (this.#isDowngrade(found.endpoint)) {
      const { host } = new URL(found.endpoint.url);
      onNotice?.(
        `${host} refuses https, so http is used: anyone on the way can read the credential`,
      );
    }
    await this.#memory?.remember(this.#key, {
      endpoint: found.endpoint,
      credential: found.credential,
      version: found.version,
      products: found.products,
      recommended: found.recommended,
    });
    return found;
  }

  bind({ endpoint, credential, version, products }: Remembered): Bound {
    const connection = new Connection({
      endpoint,
      credential: this.#credential(credential),
      transport: this.#transport,
      level: version.level,
      hasPassword: this.address.basicAuth !== undefined,
    });
    const site = siteAt(endpoint.url, this.#options.products);
    const known = this.#options.products.filter(({ id }) => products.includes(id));
    return { connection, version, products, known, site };
  }

  #credential(kind: Credential["kind"]): Credential {
    const found = this.#credentials.find((credential) => credential.kind === kind);
    if (found !== undefined) return found;
    throw new SitehaulError("auth/missing", `No credential of kind ${kind} was given`);
  }
}

/** The root of the site that an endpoint belongs to. */
function siteAt(endpoint: string, products: readonly Product[]): string {
  const root = recognise(endpoint, products)?.root ?? new URL(endpoint).origin;
  return root.replace(/\/+$/, "");
}

function transportFor(
  { basicAuth, roots }: SiteAddress,
  redactor: Redactor,
  options: ConnectOptions,
): Transport {
  const [site = ""] = roots;
  return standardTransport({
    ...options,
    inner: options.transport,
    site: roots,
    basicAuth: basicAuth && { ...basicAuth, site },
    redactor,
  });
}
