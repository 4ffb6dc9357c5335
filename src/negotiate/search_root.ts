/** The search below one address that the user gave. */
import { Findings } from "./findings.ts";
import { bestOf, type Inquiry } from "./inquiry.ts";
import { Lanes } from "./lanes.ts";
import { isProtected, isScriptOf, isWall, Outlook, pageStatus } from "./outlook.ts";
import { foldersAbove, mainPlaces, type Place, type PlaceOptions, sparePlace } from "./places.ts";
import { firstQuestions, nextQuestions, type Question, questionOf } from "./plan.ts";
import type { ProbeResult } from "./probe.ts";
import { keyOf, secondTries } from "./second_tries.ts";

/** How many requests go out together in the second wave, and how many in later ones. */
const SECOND_WAVE = 5;
const LATER_WAVES = 6;

/** Asks in waves until something below this root answers, or nothing can. */
export class RootSearch {
  readonly #root: string;
  readonly #inquiry: Inquiry;
  readonly #options: PlaceOptions;
  readonly #findings: Findings;
  readonly #lanes: Lanes;

  /**
   * Asks nothing yet.
   *
   * @param root the address that the user gave; ends in a slash
   * @param inquiry asks, and knows what was asked before
   * @param options what to look for
   */
  constructor(root: string, inquiry: Inquiry, options: PlaceOptions) {
    this.#root = root;
    this.#inquiry = inquiry;
    this.#options = options;
    this.#findings = new Findings(options.products);
    this.#lanes = new Lanes(options.products, (at) => this.#findings.productsAt(at));
  }

  /** The ids of the products that pages have shown at a root; `undefined` where none had a mark. */
  productsAt(root: string): ReadonlySet<string> | undefined {
    return this.#findings.productsAt(root);
  }

  /** The endpoint that works best, or `undefined` when nothing is left to be asked. */
  async run(): Promise<ProbeResult | undefined> {
    this.#learn(this.#inquiry.results);
    let questions = this.#first();
    for (let wave = 1; questions.length > 0; wave++) {
      const results = await this.#inquiry.ask(questions);
      const winner = bestOf(results);
      if (winner !== undefined) return winner;
      if (isHopeless(results)) return undefined;
      const denied = this.#denials(results);
      if (denied.length > 0) return await this.#afterDenial(denied);
      this.#learn(results);
      this.#learnPages(questions);
      if (wave > 1 && this.#isWalled()) return undefined;
      questions = this.#next(wave === 1 ? SECOND_WAVE : LATER_WAVES);
    }
    return undefined;
  }

  #places(): readonly Place[] {
    return mainPlaces(this.#root, this.#findings, this.#options);
  }

  #outlook(): Outlook {
    return new Outlook(this.#inquiry.results, (at) => this.#findings.productsAt(at));
  }

  /** The first wave, but for what has been asked already since it was pasted. */
  #first(): readonly Question[] {
    const [place] = this.#places();
    const tried = new Set(this.#inquiry.results.map(({ candidate }) => keyOf(candidate)));
    const outlook = this.#outlook();
    const fresh = (place === undefined ? [] : firstQuestions(place)).filter(({ candidate }) =>
      candidate !== undefined && !tried.has(keyOf(candidate)) && outlook.canAnswer(candidate)
    );
    const questions = this.#lanes.apart(fresh);
    return questions.length > 0 ? questions : this.#next(SECOND_WAVE);
  }

  #next(most: number): readonly Question[] {
    const isLost = this.productsAt(this.#root) === undefined &&
      this.#inquiry.results.every(({ verdict: { kind } }) =>
        kind === "next" || kind === "inconclusive"
      );
    const page = this.#inquiry.page(this.#root);
    const questions = nextQuestions({
      main: this.#places(),
      spare: isLost ? this.#spare() : [],
      pages: this.#needsPage() ? [this.#root] : [],
      isElsewhere: isLost && page !== undefined && !isWall(page.status),
      results: this.#inquiry.results,
      outlook: this.#outlook(),
    });
    return this.#lanes.apart(questions, most);
  }

  /** Whether the front page is to be asked for. */
  #needsPage(): boolean {
    const root = this.#root;
    const isShut = this.#inquiry.results.some((result) =>
      isScriptOf(result.candidate, root) && isProtected(result)
    );
    if (this.#inquiry.hasPage(root) || isShut) return false;
    // A page has shown a product of which only one thing may be asked at a time: that is enough.
    const known = this.productsAt(root);
    return known === undefined || known.size === 0 ||
      this.#lanes.of({ root, path: root }).length === 0;
  }

  /** Where the site may be if its pages show nothing at the given root. */
  #spare(): readonly Place[] {
    const folders = [...foldersAbove(this.#root), ...this.#findings.foldersFrom(this.#root)];
    return [...new Set(folders)].map((folder) => sparePlace(folder, this.#options));
  }

  /** Pages of the scripts in a root folder, and of its front page, are those of the site there. */
  #learn(results: readonly ProbeResult[]): void {
    for (const { candidate, page } of results) {
      if (page !== undefined && isScriptOf(candidate, candidate.root)) {
        this.#findings.note(candidate.root, page);
      }
    }
  }

  #learnPages(questions: readonly Question[]): void {
    for (const { root, candidate } of questions) {
      const page = candidate === undefined ? this.#inquiry.page(root) : undefined;
      if (page === undefined) continue;
      this.#findings.note(root, page);
      this.#findings.noteFinal(root, page);
    }
  }

  /**
   * Whether everything was kept out alike, the front page as well, or met the same trouble: so would
   * more requests.
   */
  #isWalled(): boolean {
    if (this.#inquiry.results.every(({ verdict }) => verdict.kind === "transient")) return true;
    const page = this.#inquiry.page(this.#root);
    const isOpen = page !== undefined && !isWall(page.status);
    return !isOpen &&
      this.#inquiry.results.every((result) =>
        isWall(pageStatus(result) ?? 0) || result.error?.code.startsWith("network/") === true
      );
  }

  /** Refusals of the site itself, not of one that a page happens to link to. */
  #denials(results: readonly ProbeResult[]): readonly ProbeResult[] {
    const roots = new Set(this.#places().map(({ root }) => root));
    return results.filter(({ verdict, candidate }) =>
      verdict.kind === "denied" && roots.has(candidate.root)
    );
  }

  /**
   * The API is there and refuses the credential. Two things can still help: the same credential in
   * the query, where a server drops the header; and API version 3, which newer sites may answer on
   * alone. API version 1 is not tried: its digest would be given away for nothing.
   */
  async #afterDenial(denied: readonly ProbeResult[]): Promise<ProbeResult | undefined> {
    const seen = new Set(this.#inquiry.results.map(({ candidate }) => keyOf(candidate)));
    const products = new Set(
      denied.flatMap(({ candidate: { matches } }) => matches.map(({ product }) => product)),
    );
    const newest = this.#places().flatMap(({ candidates }) => candidates).filter((each) =>
      each.endpoint.api === 3 && !seen.has(keyOf(each)) &&
      each.matches.some(({ product }) => products.has(product))
    );
    const questions = [...secondTries(denied), ...newest].map(questionOf);
    return bestOf(await this.#inquiry.ask(this.#lanes.apart(questions)));
  }
}

function isHopeless(results: readonly ProbeResult[]): boolean {
  return results.length > 0 && results.every(({ verdict }) => verdict.kind === "unreachable");
}
