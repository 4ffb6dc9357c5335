/** Says of a failed call what is known of the version on the site. */
import { AnswerError, answerWords, textOf } from "../protocol/answer_error.ts";
import type { ApiVersion } from "../protocol/endpoint.ts";
import { knownFault, versionsWithMethod } from "../product/errata.ts";
import { SitehaulError } from "../base/errors.ts";
import type { Product } from "../product/product.ts";

/** A call, and what is known of the site. */
export interface ExplainContext {
  /** The method of the API. */
  readonly method: string;
  /** In which the call was made that failed. */
  readonly api: ApiVersion;
  /** The version of the product, as the site reports it. */
  readonly version: string;
  /** Those whose data are searched for faults of this version. */
  readonly products: readonly Product[];
}

/** Looks the failure up among the known faults of the site's version; else gives the same error. */
export function explained<E>(error: E, context: ExplainContext): E | SitehaulError {
  if (error instanceof AnswerError) return explainedAnswer(error, context);
  const isTooLow = error instanceof SitehaulError && error.code === "level/too-low";
  return isTooLow ? withVersions(error, context) : error;
}

function explainedAnswer(error: AnswerError, context: ExplainContext): SitehaulError {
  const { method, api, version, products } = context;
  const { httpStatus, apiStatus, body, evidence } = error;
  const answer = { api, httpStatus, apiStatus, text: textOf(error) };
  const fault = knownFault(products, { version, method, answer, php: evidence.php });
  if (fault === undefined) {
    return error.code === "method/unknown" ? withVersions(error, context) : error;
  }
  const { code, says, hint, sincePhp } = fault.erratum;
  const facts = { httpStatus, apiStatus, body, evidence };
  if (!fault.isCertain) {
    const guess = `If the site runs PHP ${sincePhp} or later: version ${version} ${says}. ${hint}`;
    const all = error.hint === undefined ? guess : `${error.hint} ${guess}`;
    return new AnswerError(error.code, error.message, facts, { hint: all, cause: error });
  }
  const message = `Version ${version} ${says} (${answerWords(facts)})`;
  return new AnswerError(code, message, facts, { hint, cause: error });
}

function withVersions(error: SitehaulError, { method, products }: ExplainContext): SitehaulError {
  const versions = versionsWithMethod(products, method);
  if (versions.length === 0) return error;
  const hint = `Update the product on the site: ${versions.join(", ")} have it.`;
  return new SitehaulError(error.code, error.message, { hint, cause: error });
}
