/** What the answers have in common that did not come from the API. */
import { answerWords, textOf } from "../protocol/answer_error.ts";
import type { Answered, Finder, Met } from "./finding.ts";
import { answered, answeredByOthers, pathOf } from "./finding.ts";
import { frontFinding } from "./front_finding.ts";

/**
 * Something stands in front of the site, or has crashed: everywhere, or at some addresses, while the
 * others have nothing or a page of the site.
 */
export const inFront: Finder = (met) => {
  const fronts = foundAnswers(met).filter(({ error }) => frontFinding(error, met) !== undefined);
  // The addresses come with the likeliest first.
  const [first] = fronts;
  if (first === undefined) return undefined;
  const alike = fronts.filter((each) => likeness(each) === likeness(first));
  const who = componentOf(alike);
  const isEverywhere = alike.length === answered(met).length;
  const at = isEverywhere || who !== undefined ? undefined : places(alike);
  const finding = frontFinding(first.error, { ...met, who, at });
  return finding && { ...finding, cause: first.error };
};

/** Every address answers the same page, whatever it is. */
export const samePage: Finder = (met) => {
  const there = foundAnswers(met);
  const [first] = there;
  if (first === undefined || there.length < 2 || there.length < answered(met).length) {
    return undefined;
  }
  if (new Set(there.map(likeness)).size > 1) return undefined;
  return {
    code: "connect/no-way",
    says: `all ${there.length} addresses tried answer the same (${answerWords(first.error)})`,
    hint: "Open the address in a browser: it may be a page for visitors, of a firewall or of the " +
      "hosting company, or the site may be in another folder.",
    cause: first.error,
  };
};

/** Answers of others than the API, without those of status 404 and 410. */
function foundAnswers(met: Met): readonly Answered[] {
  return answeredByOthers(met).filter(({ error: { httpStatus } }) =>
    httpStatus !== 404 && httpStatus !== 410
  );
}

/** What the answers of one source have in common; their texts may hold the address or a number. */
function likeness({ error }: Answered): string {
  const { firewall, looks } = error.evidence;
  const source = error.httpStatus >= 500 ? error.code : firewall ?? looks ?? textOf(error);
  return `${error.httpStatus} ${source}`;
}

/** What answered, where the products' data has a name for it. */
function componentOf(answers: readonly Answered[]): string | undefined {
  const names = answers.flatMap(({ candidate: { matches } }) =>
    matches.map(({ route }) => route.answeredBy)
  );
  return new Set(names).size === 1 ? names[0] : undefined;
}

/** The addresses, as many as a message takes. */
function places(answers: readonly Answered[]): string {
  const paths = [...new Set(answers.map((each) => `/${pathOf(each)}`))];
  return paths.length <= 2 ? paths.join(" and ") : `${paths.slice(0, 2).join(", ")} and others`;
}

/** What all attempts came to, in numbers: `12 × HTTP 404, 2 × HTTP 200, page "Home"`. */
export function summary(met: Met): string {
  const words = answeredByOthers(met).map(({ error }) =>
    error.httpStatus === 404 ? "HTTP 404" : answerWords(error)
  );
  const groups = [...new Set(words)]
    .map((word) => ({ word, length: words.filter((each) => each === word).length }))
    .toSorted((a, b) => b.length - a.length);
  if (groups.length > 3) return "";
  return groups.map(({ word, length }) => `${length} × ${word}`).join(", ");
}
