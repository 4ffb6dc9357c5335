/** What the next wave of a search asks. */
import { AnswerError } from "../protocol/answer_error.ts";
import { isRecommended } from "../product/product_contract.ts";
import type { Candidate } from "../resolve/candidates.ts";
import { isSubset, type Outlook, pathOf } from "./outlook.ts";
import type { Place } from "./places.ts";
import type { ProbeResult } from "./probe.ts";
import { broken, keyOf, secondTries } from "./second_tries.ts";

/** Something to ask: a candidate, or the front page of a site. */
export interface Question {
  /** The root of the site; ends in a slash. */
  readonly root: string;
  /** The address without its query. */
  readonly path: string;
  /** The candidate; absent for the front page. */
  readonly candidate?: Candidate;
}

/** How many of the most recommended addresses the first wave is made of. */
const FIRST_RANKS = 4;

/**
 * The first wave at a place: the recommended addresses of the newest releases. An address at which
 * releases answer that have another one recommended stands for that one as well.
 */
export function firstQuestions({ candidates }: Place): readonly Question[] {
  const newer = candidates.filter(({ endpoint }) => endpoint.api !== 1);
  const pool = newer.length > 0 ? newer : candidates;
  const kinds = new Set(pool.map(({ credential }) => credential.kind));
  const best = [...kinds].flatMap((kind) => {
    const own = pool.filter(({ credential }) => credential.kind === kind);
    const recommended = own.filter(hasRecommended);
    return recommended.length > 0 ? recommended : own.slice(0, 1);
  });
  const ranks = best.slice(0, FIRST_RANKS);
  return unique(ranks.map((candidate) => widest(candidate, pool))).map(questionOf);
}

/** Of the candidates at one path that cover this one, the one that stands for most releases. */
function widest(candidate: Candidate, pool: readonly Candidate[]): Candidate {
  const covering = pool.filter((other) =>
    pathOf(other) === pathOf(candidate) && other.endpoint.api === candidate.endpoint.api &&
    other.credential.kind === candidate.credential.kind &&
    other.matches.length > candidate.matches.length && isSubset(candidate.matches, other.matches)
  );
  return covering[0] ?? candidate;
}

function hasRecommended({ matches, credential }: Candidate): boolean {
  return matches.some(({ route }) => isRecommended(route, credential.kind));
}

function unique(candidates: readonly Candidate[]): Candidate[] {
  return [...new Set(candidates)];
}

/** The question whether the API answers to that candidate. */
export function questionOf(candidate: Candidate): Question {
  return { root: candidate.root, path: pathOf(candidate), candidate };
}

/** What a wave after the first is chosen from. */
export interface PlanOptions {
  /** Where the site is, if the address means what it says. */
  readonly main: readonly Place[];
  /** Where it may be, if it is in none of the main places. */
  readonly spare: readonly Place[];
  /** The roots whose front page is still to be read. */
  readonly pages: readonly string[];
  /** Whether the front page of the given root has been read, and shows none of the products. */
  readonly isElsewhere: boolean;
  /** Everything asked so far. */
  readonly results: readonly ProbeResult[];
  /** What is to be expected of candidates. */
  readonly outlook: Outlook;
}

/** The turn of other places when the given one shows nothing. */
const SPARE = 3;

/** A question with its turn: the lowest number comes first. */
interface Turn {
  readonly turn: number;
  readonly question: Question;
}

/**
 * Everything that is worth asking, in the order of preference: broken attempts once more; the front
 * page; what has never been asked, API version 1 last; other places; and other ways to ask the same.
 * API version 1 has to wait while anything newer is left of the same product.
 */
export function nextQuestions(options: PlanOptions): readonly Question[] {
  const { main, spare, pages, isElsewhere, results, outlook } = options;
  const tried = new Set(results.map(({ candidate }) => keyOf(candidate)));
  const isPostRefused = outlook.refusesPost();
  const fresh = (places: readonly Place[]) =>
    places.flatMap(({ candidates }) => candidates)
      .map((candidate) => isPostRefused ? byGet(candidate) : candidate)
      .filter((candidate) => !tried.has(keyOf(candidate)) && outlook.canAnswer(candidate));
  const own = fresh(main);
  const turns: Turn[] = [
    ...pages.map((root) => ({ turn: 2, question: { root, path: root } })),
    ...own.filter((candidate) => mayGo(candidate, own, outlook))
      .map((candidate) => ({
        turn: turnOf(candidate, outlook, isPostRefused),
        question: questionOf(candidate),
      })),
    ...spare.flatMap((place) => spareTurns(place, fresh([place]), { isElsewhere, outlook })),
    ...again(results, tried, outlook, isPostRefused),
  ];
  return inTurn(turns);
}

/** What comes after other places waits for them: their answers tell whether it is worth asking. */
function inTurn(turns: readonly Turn[]): readonly Question[] {
  const isSpareDue = turns.some(({ turn }) => turn === SPARE);
  return withoutRepeats(
    turns.filter(({ turn }) => !isSpareDue || turn <= SPARE)
      .toSorted((a, b) => a.turn - b.turn)
      .map(({ question }) => question),
  );
}

function withoutRepeats(questions: readonly Question[]): readonly Question[] {
  const seen = new Set<string>();
  return questions.filter(({ candidate, root }) => {
    const key = candidate === undefined ? root : keyOf(candidate);
    return !seen.has(key) && seen.add(key);
  });
}

function turnOf(candidate: Candidate, outlook: Outlook, isPostRefused: boolean): number {
  if (outlook.isNeedless(candidate)) return 9;
  if (!isPostRefused && outlook.isDetour(candidate)) return 1;
  if (candidate.endpoint.api === 1) return 5;
  return outlook.isRefused(candidate) ? 7 : 4;
}

function spareTurns(
  place: Place,
  fresh: readonly Candidate[],
  { isElsewhere, outlook }: Pick<PlanOptions, "isElsewhere" | "outlook">,
): Turn[] {
  const first = new Set(firstQuestions(place).map(({ candidate }) => candidate?.endpoint.url));
  const isShown = (outlook.productsAt(place.root)?.size ?? 0) > 0;
  return fresh.filter((candidate) => mayGo(candidate, fresh, outlook)).map((candidate) => {
    const isDue = isElsewhere && (isShown || first.has(candidate.endpoint.url));
    const turn = isDue ? SPARE : first.has(candidate.endpoint.url) ? 6 : 8;
    return { turn, question: questionOf(candidate) };
  });
}

/** Other ways to ask what was asked, and what broke once more. */
function again(
  results: readonly ProbeResult[],
  tried: ReadonlySet<string>,
  outlook: Outlook,
  isPostRefused: boolean,
): Turn[] {
  const asked = results.map(({ candidate }) => keyOf(candidate));
  const once = broken(results).filter((each) =>
    asked.indexOf(keyOf(each)) === asked.lastIndexOf(keyOf(each))
  );
  const others = results.flatMap((result) =>
    secondTries([result]).map((candidate) => ({ result, candidate }))
  ).filter(({ candidate }) => !tried.has(keyOf(candidate)) && outlook.canAnswer(candidate));
  return [
    ...once.map((candidate) => ({ turn: 0, question: questionOf(candidate) })),
    ...others.map(({ result, candidate }) => {
      const isCertain = isPostRefused || !isForbidden(result);
      return { turn: isCertain ? 1 : 6, question: questionOf(candidate) };
    }),
  ];
}

/** API version 1 is for sites that have nothing newer. */
function mayGo(candidate: Candidate, pool: readonly Candidate[], outlook: Outlook): boolean {
  if (candidate.endpoint.api !== 1) return true;
  const products = new Set(outlook.possible(candidate).map(({ product }) => product));
  return !pool.some((other) =>
    other.endpoint.api !== 1 && !outlook.isNeedless(other) && !outlook.isRefused(other) &&
    outlook.possible(other).some(({ product }) => products.has(product))
  );
}

function isForbidden({ error }: ProbeResult): boolean {
  return error instanceof AnswerError && error.httpStatus === 403;
}

function byGet(candidate: Candidate): Candidate {
  return { ...candidate, endpoint: { ...candidate.endpoint, verb: "GET" } };
}
