/** What the attempts so far say about candidates that have not been asked yet. */
import { AnswerError } from "../protocol/answer_error.ts";
import type { RouteMatch } from "../resolve/recognise.ts";
import type { Candidate } from "../resolve/candidates.ts";
import type { ProbeResult } from "./probe.ts";

/** The ids of the products that pages have shown at a root; `undefined` where nothing is known. */
export type KnownProducts = (root: string) => ReadonlySet<string> | undefined;

/** The address of a candidate without its query: what a web server protects or refuses. */
export function pathOf({ endpoint: { url } }: Candidate): string {
  return url.split("?")[0] ?? url;
}

/** The HTTP status of a page in the place of an envelope; `undefined` for anything else. */
export function pageStatus({ error }: ProbeResult): number | undefined {
  return error instanceof AnswerError && error.apiStatus === undefined
    ? error.httpStatus
    : undefined;
}

/**
 * Whether the web server wants a password of its own, before anything of the site runs. Whatever asks
 * for it has seen the credential of the API, which is not sent there again.
 */
export function isProtected({ error }: ProbeResult): boolean {
  return error?.code === "auth/web-server";
}

/** Statuses with which something in front of the site keeps requests out, for now or for ever. */
const WALLS: ReadonlySet<number> = new Set([403, 406, 415, 429, 502, 503, 504, 508, 509]);

/** Whether a status is that of a firewall, a gateway or a limit, rather than of the site. */
export function isWall(status: number): boolean {
  return status === 401 || status === 407 || WALLS.has(status) || (status >= 520 && status < 530);
}

/** What is to be expected of candidates. */
export class Outlook {
  readonly #results: readonly ProbeResult[];
  readonly #known: KnownProducts;

  /** Of what was asked, and what pages told. */
  constructor(results: readonly ProbeResult[], known: KnownProducts) {
    this.#results = results;
    this.#known = known;
  }

  /** The ids of the products that pages have shown at a root. */
  productsAt(root: string): ReadonlySet<string> | undefined {
    return this.#known(root);
  }

  /** The rows of the catalogue that may answer at a candidate, by what is known of its root. */
  possible({ matches, root }: Candidate): readonly RouteMatch[] {
    const known = this.#known(root);
    return known === undefined ? matches : matches.filter(({ product }) => known.has(product));
  }

  /** False where the answers so far rule out that anything but a failure comes from there. */
  canAnswer(candidate: Candidate): boolean {
    const possible = this.possible(candidate);
    if (possible.length === 0 && candidate.matches.length > 0) return false;
    const path = pathOf(candidate);
    const atPath = this.#results.filter((result) => pathOf(result.candidate) === path);
    // A password for one folder says nothing of the others, but the credential does not go there again.
    if (atPath.some(isProtected)) return false;
    if (candidate.endpoint.api === 1 && this.#hasMoved(candidate.root, possible)) return false;
    if (atPath.some((result) => covers(result, candidate, possible))) return false;
    return !this.#isAllProtected() || possible.some(({ route }) => route.outsidePassword);
  }

  /** Whether an address of the same path and HTTP method was refused in front of the site. */
  isRefused(candidate: Candidate): boolean {
    return this.#results.some((result) =>
      pathOf(result.candidate) === pathOf(candidate) &&
      result.candidate.endpoint.verb === candidate.endpoint.verb &&
      (result.verdict.kind === "verb-refused" || pageStatus(result) === 403)
    );
  }

  /**
   * Whether this is an address for sites whose other addresses have a password of the web server,
   * while the product itself has answered there already.
   */
  isNeedless(candidate: Candidate): boolean {
    const possible = this.possible(candidate);
    return this.#known(candidate.root) !== undefined && possible.length > 0 &&
      possible.every(({ route }) => route.outsidePassword === true);
  }

  /** Whether this is an address for sites whose front script cannot be reached, which is the case. */
  isDetour(candidate: Candidate): boolean {
    const possible = this.possible(candidate);
    return possible.some(({ route }) => route.outsidePassword) &&
      this.#results.some((result) =>
        isScriptOf(result.candidate, candidate.root) &&
        (isProtected(result) || pageStatus(result) === 403)
      );
  }

  /** Whether every POST so far was refused in front of the site. */
  refusesPost(): boolean {
    const posts = this.#results.filter(({ candidate }) => candidate.endpoint.verb === "POST");
    return posts.length > 1 && posts.every(({ verdict }) => verdict.kind === "verb-refused");
  }

  /** Where a product says that its endpoint has moved, API version 1 is closed there. */
  #hasMoved(root: string, rows: readonly RouteMatch[]): boolean {
    return this.#results.some((result) =>
      hasMoved(result) && result.candidate.root === root &&
      rows.every(({ product }) => result.candidate.matches.some((one) => one.product === product))
    );
  }

  /**
   * Whether the whole site has a password of the web server: nothing but such refusals came, from
   * several paths or from the root folder itself.
   */
  #isAllProtected(): boolean {
    const paths = new Set(this.#results.map(({ candidate }) => pathOf(candidate)));
    return this.#results.every(isProtected) &&
      (paths.size > 1 ||
        this.#results.some(({ candidate }) => isScriptOf(candidate, candidate.root)));
  }
}

/** Whether a candidate is a script in the root folder itself, which the site's product answers. */
export function isScriptOf(candidate: Candidate, root: string): boolean {
  const path = pathOf(candidate);
  return path.startsWith(root) && !path.slice(root.length).includes("/");
}

function hasMoved({ error }: ProbeResult): boolean {
  return error instanceof AnswerError && error.apiStatus === 600;
}

/** Whether an attempt has shown what a candidate at the same path would answer. */
function covers(
  result: ProbeResult,
  candidate: Candidate,
  possible: readonly RouteMatch[],
): boolean {
  const { endpoint, credential, matches } = result.candidate;
  const status = pageStatus(result);
  const wasAnswered = ["next", "inconclusive"].includes(result.verdict.kind) &&
    result.error instanceof AnswerError && (status === undefined || !isWall(status));
  return wasAnswered && endpoint.api === candidate.endpoint.api &&
    credential.kind === candidate.credential.kind && possible.length > 0 &&
    isSubset(possible, matches);
}

/** Compares product and route, and no versions. */
export function isSubset(rows: readonly RouteMatch[], among: readonly RouteMatch[]): boolean {
  return rows.every(({ product, route }) =>
    among.some((one) => one.product === product && one.route === route)
  );
}
