/**
 * From a site's address and a credential to the endpoint that works.
 * @module
 */
import type { ApiVersion, Credential, CredentialKind, Endpoint } from "../endpoint.ts";
import { acceptedKinds, isRecommended, type Product } from "../product.ts";
import type { SiteVersion } from "../replies.ts";
import { type Candidate, candidateWaves, narrow } from "../resolve/candidates.ts";
import { recognise } from "../resolve/recognise.ts";
import type { SiteAddress } from "../resolve/site.ts";
import { sleep as standardSleep } from "../transport/sleep.ts";
import type { Clock, Sleep, Transport } from "../transport/transport.ts";
import { searchFailed } from "./failure.ts";
import { identify, readPage } from "./identify.ts";
import { withoutLocked } from "./locked.ts";
import { type Attempt, probe, type ProbeResult } from "./probe.ts";
import { broken, secondTries } from "./second_tries.ts";
import { runWave } from "./wave.ts";

/** What was found. A value: nothing changes it. */
export interface Negotiated {
  /** Where to call. */
  readonly endpoint: Endpoint;
  /** Which of the given credentials the site took. */
  readonly credential: CredentialKind;
  /** What the site reported about itself. */
  readonly version: SiteVersion;
  /** The ids of the products that it can be; one, but for an address that two products share. */
  readonly products: readonly string[];
  /** Whether the catalogue recommends this endpoint for that version. */
  readonly recommended: boolean;
  /** Every attempt, in order. */
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
  /** The products to look for. */
  readonly products: readonly Product[];
  /** The credentials, tried in this order. */
  readonly credentials: readonly Credential[];
  /** What carries requests. */
  readonly transport: Transport;
  /** Only this API version. */
  readonly api?: ApiVersion | undefined;
  /** Values of the products' parameters, such as WordPress' plugin `folder`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** Ends the search. */
  readonly signal?: AbortSignal | undefined;
  /** How long one answer may take, ms. @default {20_000} */
  readonly answerMs?: number | undefined;
  /** Called with each attempt when it is over. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined;
  /** Tells the time, ms. @default {performance.now} */
  readonly clock?: Clock | undefined;
  /** Waits. */
  readonly sleep?: Sleep | undefined;
}

/** A bare root takes at most so many requests. */
const MOST_REQUESTS = 14;

/**
 * Finds the endpoint of a site: a pasted endpoint first and exactly; then the addresses that the
 * products use, newest first, in at most three parallel waves.
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
export async function negotiate(options: NegotiateOptions): Promise<Negotiated> {
  const search = new Search(options);
  const found = await search.pasted() ?? await search.roots();
  if (found === undefined) throw searchFailed(options, search.results);
  return await search.describe(found);
}

class Search {
  readonly results: ProbeResult[] = [];
  readonly #options: NegotiateOptions;
  readonly #clock: Clock;
  readonly #sleep: Sleep;
  readonly #signal: AbortSignal;
  #roundTrips = 0;
  #requests = 0;
  #page: string | undefined;

  constructor(options: NegotiateOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
    this.#sleep = options.sleep ?? standardSleep;
    this.#signal = options.signal ?? new AbortController().signal;
  }

  /** Tries the endpoint that the user pasted, unchanged. */
  async pasted(): Promise<ProbeResult | undefined> {
    const { address, products, credentials, api } = this.#options;
    if (address.pasted === undefined) return undefined;
    for (const url of spellings(address.pasted, address.roots)) {
      const known = recognise(url, products);
      if (known === undefined) return undefined;
      const { endpoint, root, matches } = known;
      if (api !== undefined && api !== endpoint.api) return undefined;
      const candidates = credentials
        .filter(({ kind }) => matches.some(({ route }) => acceptedKinds(route).includes(kind)))
        .map((credential) => ({ endpoint, root, matches, credential }));
      for (const candidate of candidates) {
        const results = await this.#wave([candidate], { retry: true });
        const winner = this.#best(results) ?? this.#best(await this.#wave(secondTries(results)));
        if (winner !== undefined) return winner;
      }
      if (!this.#hopeless("network/refused")) break;
    }
    return undefined;
  }

  /** Tries the addresses below the site's root. */
  async roots(): Promise<ProbeResult | undefined> {
    if (this.#denied() || this.#hopelessForGood()) return undefined;
    for (const root of this.#options.address.roots) {
      const winner = await this.#root(root);
      if (winner !== undefined) return winner;
      // Only a refused connection leads from https to http: anything else may be an attack.
      if (!this.#hopeless("network/refused")) return undefined;
    }
    return undefined;
  }

  async #root(root: string): Promise<ProbeResult | undefined> {
    const { products, credentials, api, parameters } = this.#options;
    const waves = candidateWaves({ root, products, credentials, api, parameters });
    // Products of others add addresses of their own.
    const budget = this.#requests + Math.max(MOST_REQUESTS, waves.flat().length);
    const left = (): number => Math.max(0, budget - this.#requests);
    const tried = new Set(this.results.map(({ candidate }) => keyOf(candidate)));
    let carried: Candidate[] = [];
    for (const [index, wave] of waves.entries()) {
      const candidates = [...carried, ...wave].filter((each) => !tried.has(keyOf(each)));
      const isLast = index > 0 && index === waves.length - 1;
      const results = isLast
        ? await this.#lastWave(root, candidates.slice(0, Math.max(0, left() - 1)))
        : await this.#wave(candidates.slice(0, left()));
      const winner = this.#best(results);
      if (winner !== undefined) return winner;
      if (results.length > 0 && results.every(({ verdict }) => verdict.kind === "unreachable")) {
        return undefined;
      }
      if (this.#denied()) return await this.#afterDenial(results, waves, left());
      const retried = new Set(carried.map(keyOf));
      carried = [...secondTries(results), ...broken(results)]
        .filter((each) => !retried.has(keyOf(each)));
    }
    return this.#best(await this.#wave(carried.slice(0, left())));
  }

  /**
   * The last wave. Where two products share one of its addresses, the page at the root, which tells
   * them apart, is requested in the same round trip instead of one more.
   */
  async #lastWave(root: string, candidates: readonly Candidate[]): Promise<ProbeResult[]> {
    const shared = candidates.some(({ matches }) =>
      new Set(matches.map(({ product }) => product)).size > 1
    );
    if (!shared) return await this.#wave(candidates);
    const { transport, answerMs } = this.#options;
    const page = readPage(root, { transport, signal: this.#signal, answerMs });
    this.#requests += 1;
    const [results, text] = await Promise.all([this.#wave(candidates), page]);
    this.#page = text;
    return results;
  }

  /**
   * The API is there and refuses the credential. Two things can still help: the same credential in
   * the query, where a server drops the header; and API version 3, which newer sites may answer on
   * alone. API version 1 is not tried: its digest would be given away for nothing.
   */
  async #afterDenial(
    denied: readonly ProbeResult[],
    waves: readonly (readonly Candidate[])[],
    most: number,
  ): Promise<ProbeResult | undefined> {
    const seen = new Set(this.results.map(({ candidate }) => keyOf(candidate)));
    const newest = waves.flat().filter((each) => each.endpoint.api === 3 && !seen.has(keyOf(each)));
    const candidates = [...secondTries(denied), ...newest];
    return this.#best(await this.#wave(candidates.slice(0, most)));
  }

  async #wave(
    wanted: readonly Candidate[],
    { retry = false } = {},
  ): Promise<ProbeResult[]> {
    const candidates = withoutLocked(wanted, this.results);
    if (candidates.length === 0) return [];
    const { transport, answerMs, onAttempt } = this.#options;
    this.#roundTrips += 1;
    this.#requests += candidates.length;
    const attempts = candidates.map((candidate) => async (signal: AbortSignal) => {
      const options = { transport, clock: this.#clock, signal, answerMs, retry };
      const result = await probe(candidate, options);
      onAttempt?.(result.attempt);
      return result;
    });
    const results = await runWave(attempts, { sleep: this.#sleep, signal: this.#signal });
    this.results.push(...results);
    return results;
  }

  /** Of those that answered, the one that the catalogue recommends; else the first. */
  #best(results: readonly ProbeResult[]): ProbeResult | undefined {
    const answered = results.filter(({ verdict }) => verdict.kind === "answered");
    return answered.find((each) => isTheRecommended(each)) ?? answered[0];
  }

  #denied(): boolean {
    return this.results.some(({ verdict }) => verdict.kind === "denied");
  }

  #hopeless(code: string): boolean {
    const last = this.results.at(-1);
    return last?.verdict.kind === "unreachable" && last.error?.code === code;
  }

  #hopelessForGood(): boolean {
    return this.#hopeless("network/dns") || this.#hopeless("network/tls");
  }

  /** The result, once it is known which product answered. */
  async describe(found: ProbeResult): Promise<Negotiated> {
    const { products, transport, answerMs } = this.#options;
    const identity = await identify(found, {
      products,
      transport,
      answerMs,
      signal: this.#signal,
      page: this.#page,
    });
    const requests = this.#requests + identity.requests;
    return {
      endpoint: found.endpoint,
      credential: found.candidate.credential.kind,
      version: found.version ?? { level: 0, version: "" },
      products: identity.products,
      recommended: isTheRecommended(found),
      attempts: this.results.map(({ attempt }) => attempt),
      requests,
      roundTrips: this.#roundTrips + identity.requests,
    };
  }
}

/** One candidate, identified by what it sends and where. */
function keyOf({ endpoint, credential }: Candidate): string {
  return [endpoint.url, endpoint.verb, endpoint.credentialIn, credential.kind].join(" ");
}

function isTheRecommended({ candidate, version }: ProbeResult): boolean {
  if (version === undefined) return false;
  const { kind } = candidate.credential;
  return narrow(candidate.matches, version.version).some(({ route }) => isRecommended(route, kind));
}

/** The pasted address with the schemes to try: https, then http, where none was given. */
function spellings(pasted: string, roots: readonly string[]): string[] {
  const schemes = roots.map((root) => new URL(root).protocol);
  return schemes.map((scheme) => pasted.replace(/^[a-z]+:/i, scheme));
}
