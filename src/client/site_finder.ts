/** What is known of a site, and how to find it: its remembered endpoint, or a search. */
import type { AnswerError } from "../protocol/answer_error.ts";
import { Connection } from "../connection/connection.ts";
import { isOutage, isTemporary } from "../connection/temporary.ts";
import type { ApiCredential, Endpoint } from "../protocol/endpoint.ts";
import { SitehaulError } from "../base/errors.ts";
import { lowerFirst } from "../base/message_text.ts";
import { NegotiationError } from "../negotiate/negotiation_error.ts";
import { probe, type ProbeResult } from "../negotiate/probe.ts";
import type { Detected } from "../negotiate/negotiate.ts";
import {
  type Memory,
  type MemoryKey,
  type Remembered,
  withoutSecretsOf,
} from "../negotiate/remember.ts";
import type { Product } from "../product/product.ts";
import { createRedactor, type Redactor } from "../base/redact.ts";
import { recognise } from "../resolve/recognise.ts";
import { parseSite, type SiteAddress, siteOf } from "../resolve/site.ts";
import { foreignness } from "../transport/site_family.ts";
import { standardTransport } from "../transport/standard.ts";
import type { Transport } from "../transport/transport.ts";
import type { CoreConnectOptions } from "./connect_options.ts";
import { credentialsOf, noticesOf, secretsOf } from "./credentials.ts";
import type { Look } from "./second_look.ts";
import type { Bound } from "./session.ts";

const REMEMBERED_HINT = "Only the remembered endpoint was asked, which has worked before; " +
  "without `memory`, all addresses are.";

/** Finds one site, by what is remembered or by a search, as often as it is needed. */
export class SiteFinder {
  readonly address: SiteAddress;
  readonly redactor: Redactor;
  readonly #options: CoreConnectOptions;
  readonly #credentials: readonly ApiCredential[];
  readonly #transport: Transport;
  readonly #memory: Memory | undefined;

  constructor(site: string, options: CoreConnectOptions) {
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
  async revalidate(): Promise<Detected | undefined> {
    const remembered = await this.recall();
    if (remembered === undefined) return undefined;
    const signal = this.#options.signal ?? new AbortController().signal;
    const result = await this.#probe(remembered, signal);
    this.#refuseTrouble(result);
    if (result.verdict.kind !== "answered" || result.version === undefined) return undefined;
    // Another version may have other routes: then the search decides again.
    if (result.version.version !== remembered.version.version) return undefined;
    const { endpoint, version, attempt } = result;
    const site = siteOf(this.address, endpoint.url, this.#options.products);
    const cost = { attempts: [attempt], requests: 1, roundTrips: 1 };
    return { ...remembered, site, endpoint, version, ...cost };
  }

  async #probe({ endpoint, credential }: Remembered, signal: AbortSignal): Promise<ProbeResult> {
    const { answerMs, products, onAttempt } = this.#options;
    const matches = recognise(endpoint.url, products)?.matches ?? [];
    const candidate = { endpoint, credential: this.#credential(credential), root: "", matches };
    const clock = () => performance.now();
    const transport = this.#transport;
    const result = await probe(candidate, { transport, clock, signal, answerMs, retry: true });
    onAttempt?.(result.attempt);
    return result;
  }

  /**
   * Looks closer at what came in the place of a remembered endpoint that has not answered in this run.
   *
   * @returns the site, if it answers in another way, which is then remembered; `gone` if it should be
   * searched; else `undefined`: it is trouble that passes
   */
  async lookAgain(remembered: Remembered, error: AnswerError): Promise<Bound | "gone" | undefined> {
    const { answerMs, products } = this.#options;
    const { signal } = new AbortController();
    const look: Look = {
      transport: this.#transport,
      products,
      root: `${siteAt(remembered.endpoint.url, products)}/`,
      signal,
      answerMs,
      ask: (endpoint) => this.#probe({ ...remembered, endpoint }, signal),
    };
    const { lookAgain } = await import("./second_look.ts");
    const found = await lookAgain(remembered, error, look);
    if (found === undefined || found === "gone") return found;
    await this.#memory?.remember(this.#key, found);
    return this.bind(found);
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
    throw new NegotiationError(
      error.code,
      `Cannot connect to ${this.address.display}: ${lowerFirst(error.message)}`,
      [attempt],
      { hint: `${error.hint ?? ""} ${REMEMBERED_HINT}`.trim(), cause: error },
    );
  }

  async find(signal?: AbortSignal): Promise<Detected> {
    const { products, api, parameters, onAttempt, onNotice } = this.#options;
    const { answerMs, sleep } = this.#options;
    for (const text of noticesOf(this.#credentials, products)) onNotice?.(text);
    // A remembered site, which is the usual one, needs no search.
    const { negotiate } = await import("../negotiate/negotiate.ts");
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
    const { site } = found;
    if (site !== this.address.roots[0]) onNotice?.(`The site is at ${site}, above what was given`);
    if (this.#isDowngrade(found.endpoint)) {
      const { host } = new URL(found.endpoint.url);
      onNotice?.(
        `${host} refuses https, so http is used: anyone on the way can read the credential`,
      );
    }
    const { endpoint, credential, version, products: ids, recommended } = found;
    const known = { endpoint, credential, version, products: ids, recommended };
    await this.#memory?.remember(this.#key, known);
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

  #credential(kind: ApiCredential["kind"]): ApiCredential {
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
  options: CoreConnectOptions,
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
