/** From a site's address and a credential to the endpoint that works. */
import type { ApiCredential, ApiVersion, CredentialKind, Endpoint } from "../protocol/endpoint.ts";
import { acceptedKinds, type Product } from "../product/product_contract.ts";
import type { SiteVersion } from "../protocol/replies.ts";
import type { Candidate } from "../resolve/candidates.ts";
import { recognise, type Recognised } from "../resolve/recognise.ts";
import type { ParameterValues } from "../resolve/route_urls.ts";
import { type SiteAddress, siteOf } from "../resolve/site.ts";
import { scriptForms } from "../resolve/script_forms.ts";
import { sleep as standardSleep } from "../transport/sleep.ts";
import type { Clock, Sleep, Transport } from "../transport/transport.ts";
import { searchFailed } from "./failure.ts";
import { identify, ownEndpoint } from "./identify.ts";
import { bestOf, Inquiry, isTheRecommended } from "./inquiry.ts";
import { Outlook } from "./outlook.ts";
import { questionOf } from "./plan.ts";
import type { Attempt, ProbeResult } from "./probe.ts";
import { RootSearch } from "./search_root.ts";
import { secondTries } from "./second_tries.ts";

/** What is found of a site. A value: nothing changes it. */
export interface Detected {
  /** The root of the site: the address that was given, unless that was a page below it. */
  readonly site: string;
  /** The address that answered, after redirects. */
  readonly endpoint: Endpoint;
  /** Which of the given credentials the site took. */
  readonly credential: CredentialKind;
  /** What the site reported about itself. */
  readonly version: SiteVersion;
  /** The ids of the products that it can be; one, but for an address that two products share. */
  readonly products: readonly string[];
  /** Whether the catalogue recommends this endpoint for that version. */
  readonly recommended: boolean;
  /** What was asked, and what came of it, in the order of asking. */
  readonly attempts: readonly Attempt[];
  /** How many requests the search took. */
  readonly requests: number;
  /** How many round trips the search took: requests sent concurrently count once. */
  readonly roundTrips: number;
}

/** What a search needs. */
export interface NegotiateOptions {
  /** What the user gave, parsed. */
  readonly address: SiteAddress;
  /** Only their addresses are tried. */
  readonly products: readonly Product[];
  /** The credentials, tried in this order. */
  readonly credentials: readonly ApiCredential[];
  /** What carries requests. */
  readonly transport: Transport;
  /** Only this API version. */
  readonly api?: ApiVersion | undefined;
  /** Values of the products' parameters, such as WordPress' plugin `folder`. */
  readonly parameters?: ParameterValues | undefined;
  /** Ends the search. */
  readonly signal?: AbortSignal | undefined;
  /** From the request to the headers of the answer, ms. @default {20_000} */
  readonly answerMs?: number | undefined;
  /** Called when an attempt is over. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined;
  /** Tells the time, ms. @default {performance.now} */
  readonly clock?: Clock | undefined;
  /** Waits so many milliseconds; rejects when its signal is aborted. @default {a timer} */
  readonly sleep?: Sleep | undefined;
}

/**
 * Finds the endpoint of a site: a pasted endpoint first and exactly; then the addresses that the
 * products use, newest first, several at once. The first wave finds the current versions. The second
 * one also reads the site's front page, which tells what is worth asking next, and where. Nothing of
 * the catalogue that can answer is left out before the search gives up.
 *
 * @throws {NegotiationError} the most telling of what went wrong, with every attempt
 *
 * @example
 * ```ts
 * import { negotiate, parseSite } from "@sitehaul/sitehaul/core";
 * import { joomla } from "@sitehaul/sitehaul/joomla";
 * import { createSimulator, DEFAULT_SECRET } from "@sitehaul/sitehaul/simulator";
 * import { assertEquals } from "@std/assert";
 *
 * const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
 * const found = await negotiate({
 *   address: parseSite("www.example.com", [joomla]),
 *   products: [joomla],
 *   credentials: [{ kind: "secret", value: DEFAULT_SECRET }],
 *   transport,
 * });
 * assertEquals([found.endpoint.api, found.version.version], [2, "10.2.1"]);
 * ```
 */
export async function negotiate(options: NegotiateOptions): Promise<Detected> {
  const negotiation = new Negotiation(options);
  const pasted = await negotiation.pasted();
  const found = pasted ?? await negotiation.script() ?? await negotiation.roots();
  if (found === undefined) throw searchFailed(options, negotiation.inquiry.results);
  return await negotiation.describe(found, { isExact: pasted !== undefined });
}

class Negotiation {
  readonly inquiry: Inquiry;
  readonly #options: NegotiateOptions;
  #below: RootSearch | undefined;

  constructor(options: NegotiateOptions) {
    const { transport, answerMs, onAttempt, clock = () => performance.now() } = options;
    const { sleep = standardSleep, signal = new AbortController().signal } = options;
    this.#options = options;
    this.inquiry = new Inquiry({ transport, answerMs, onAttempt, clock, sleep, signal });
  }

  /** Tries the endpoint that the user pasted, unchanged. */
  async pasted(): Promise<ProbeResult | undefined> {
    const { address, products, credentials, api } = this.#options;
    if (address.pasted === undefined) return undefined;
    for (const url of spellings(address.pasted, address.roots)) {
      const known = recognise(url, products);
      if (known === undefined) return undefined;
      if (api !== undefined && api !== known.endpoint.api) return undefined;
      for (const candidate of withCredentials(known, credentials)) {
        const results = await this.inquiry.ask([questionOf(candidate)], true);
        const more = secondTries(results).map(questionOf);
        const winner = bestOf(results) ?? bestOf(await this.inquiry.ask(more));
        if (winner !== undefined) return winner;
      }
      if (!this.#hopeless("network/refused")) break;
    }
    return undefined;
  }

  /** Tries what may be asked at a script that was pasted without its query. */
  async script(): Promise<ProbeResult | undefined> {
    const { address, products, credentials, api } = this.#options;
    if (address.script === undefined || this.#isOver()) return undefined;
    for (const url of spellings(address.script, address.roots)) {
      const forms = scriptForms(url, products)
        .filter(({ endpoint }) => api === undefined || endpoint.api === api);
      const candidates = forms.flatMap((form) => withCredentials(form, credentials));
      for (const candidate of candidates) {
        const outlook = new Outlook(this.inquiry.results, () => undefined);
        if (!outlook.canAnswer(candidate)) continue;
        const winner = bestOf(await this.inquiry.ask([questionOf(candidate)]));
        if (winner !== undefined || this.#isOver()) return winner;
      }
      if (!this.#hopeless("network/refused")) break;
    }
    return undefined;
  }

  /** Tries the addresses below the site's root. */
  async roots(): Promise<ProbeResult | undefined> {
    if (this.#isOver()) return undefined;
    for (const root of this.#options.address.roots) {
      this.#below = new RootSearch(root, this.inquiry, this.#options);
      const winner = await this.#below.run();
      if (winner !== undefined) return winner;
      // Only a refused connection leads from https to http: anything else may be an attack.
      if (!this.#hopeless("network/refused")) return undefined;
    }
    return undefined;
  }

  /** The result, once it is known which product answered. */
  async describe(
    found: ProbeResult,
    { isExact }: { readonly isExact: boolean },
  ): Promise<Detected> {
    const { candidate, version } = found;
    const products = await identify(found, {
      products: this.#options.products,
      known: this.#below?.productsAt(candidate.root),
      page: async (root) => this.inquiry.page(candidate.root) ?? await this.inquiry.pageAt(root),
    });
    const { results, requests, roundTrips } = this.inquiry;
    // What was pasted stays as it is.
    const endpoint = isExact ? found.endpoint : ownEndpoint(found, products);
    return {
      site: siteOf(this.#options.address, endpoint.url, this.#options.products),
      endpoint,
      credential: candidate.credential.kind,
      version: version ?? { level: 0, version: "" },
      products,
      recommended: isTheRecommended(found),
      attempts: results.map(({ attempt }) => attempt),
      requests,
      roundTrips,
    };
  }

  /** Whether nothing that could be asked now would help. */
  #isOver(): boolean {
    return this.#denied() || this.#hopelessForGood();
  }

  #denied(): boolean {
    return this.inquiry.results.some(({ verdict }) => verdict.kind === "denied");
  }

  #hopeless(code: string): boolean {
    const last = this.inquiry.results.at(-1);
    return last?.verdict.kind === "unreachable" && last.error?.code === code;
  }

  #hopelessForGood(): boolean {
    return this.#hopeless("network/dns") || this.#hopeless("network/tls");
  }
}

function withCredentials(
  { endpoint, root, matches }: Recognised,
  credentials: readonly ApiCredential[],
): readonly Candidate[] {
  return credentials
    .filter(({ kind }) => matches.some(({ route }) => acceptedKinds(route).includes(kind)))
    .map((credential) => ({ endpoint, root, matches, credential }));
}

/** The pasted address with the schemes to try: https, then http, where none was given. */
function spellings(pasted: string, roots: readonly string[]): string[] {
  const schemes = roots.map((root) => new URL(root).protocol);
  return schemes.map((scheme) => pasted.replace(/^[a-z]+:/i, scheme));
}
