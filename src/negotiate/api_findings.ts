/** What the API itself said, and what the products' data makes of it. */
import { AnswerError, answerWords } from "../protocol/answer_error.ts";
import { shownVersion } from "../product/compare_versions.ts";
import { versionsWith } from "../product/errata.ts";
import type { ErrorCode } from "../base/errors.ts";
import { LOWEST_LEVEL } from "../protocol/levels.ts";
import type { Release } from "../product/product_contract.ts";
import { fitsPattern, type Sign } from "../product/product_signs.ts";
import {
  type Answered,
  answered,
  type Finder,
  type Finding,
  type Met,
  pathOf,
  shownAnswer,
} from "./finding.ts";
import type { ProbeResult } from "./probe.ts";
import { lowerFirst } from "../base/message_text.ts";

/** The site answered, with a level that is not supported. */
export const levelTooLow: Finder = ({ results }) => {
  const version = results.find(({ verdict }) => verdict.kind === "too-low")?.version;
  return version && {
    code: "level/too-low",
    says:
      `its version ${
        shownVersion(version.version)
      } has API level ${version.level}, and the lowest supported ` +
      `level is ${LOWEST_LEVEL}`,
    hint: "Update the product on that site.",
  };
};

/** The API is there, and refuses the credential. */
export const denied: Finder = ({ results }) => {
  const error = results.find(({ verdict }) => verdict.kind === "denied")?.error;
  return error && found(error);
};

/** A good answer of the API but for its data; other JSON may come from anything. */
export const misshapen: Finder = ({ results }) => {
  const error = results.find(({ error }) =>
    error?.code === "reply/shape" && !(error instanceof AnswerError)
  )?.error;
  return error && found(error);
};

/** What a product's data knows of what the API answered. */
export const signsOfApi: Finder = (met) => signFound(met, (sign) => sign.shows.some(isOfApi));

/** What a product's data knows of pages and other answers. */
export const signsOfOthers: Finder = (met) => signFound(met, (sign) => !sign.shows.some(isOfApi));

function isOfApi({ apiStatus }: Sign["shows"][number]): boolean {
  return typeof apiStatus === "number";
}

function signFound(met: Met, isMeant: (sign: Sign) => boolean): Finding | undefined {
  for (const { id, signs = [] } of met.products) {
    const own = answered(met).filter(({ candidate: { matches } }) =>
      matches.some(({ product }) => product === id)
    );
    const sign = signs.filter(isMeant).find((each) => isMet(each, own));
    if (sign !== undefined) {
      const { code, says, hint } = sign;
      const cause = fitting(sign, own)?.error;
      const words = cause === undefined ? "" : ` (${answerWords(cause)})`;
      return { code, says: says + words, hint, cause };
    }
  }
  return undefined;
}

function isMet(sign: Sign, results: readonly Answered[]): boolean {
  const meant = results.filter(({ candidate: { credential } }) =>
    sign.credential === undefined || credential.kind === sign.credential
  );
  return sign.shows.every((pattern) =>
    meant.some((result) => fitsPattern(pattern, shownAnswer(result)))
  );
}

function fitting({ shows: [pattern] }: Sign, results: readonly Answered[]): Answered | undefined {
  return results.find((result) =>
    pattern !== undefined && fitsPattern(pattern, shownAnswer(result))
  );
}

/** API version 1 has ended, and nothing newer answered. */
export const expired: Finder = ({ results }) => {
  const ended = results.find(({ error }) => error?.code === "site/expired");
  if (ended?.error === undefined) return undefined;
  const errata = ended.candidate.matches.flatMap(({ release }) => remediesIn(release));
  const hint = errata.length === 0 ? ended.error.hint : [...new Set(errata)].join(" ");
  return { ...found(ended.error), hint };
};

/** `7.0.0 – 7.3.x: Update the product.`, for what a release knows of API version 1. */
function remediesIn(release: Release): string[] {
  return (release.errata ?? []).filter(({ code }) => code === "site/expired")
    .map((erratum) => `${versionsWith(erratum, release)}: ${erratum.hint}`);
}

/** The API's own word for trouble with its database: MySQL's numbers, or its text. */
const DATABASE = /mysql|sqlstate|database|\btable\b.{0,200}\bdoesn't exist/i;

/** The API answers, and reports that its database does not. */
export const databaseError: Finder = (met) => {
  const error = answered(met).map((result) => result.error).find(({ apiStatus, evidence }) =>
    apiStatus !== undefined && apiStatus !== 200 &&
    (apiStatus >= 1000 || DATABASE.test(evidence.said ?? ""))
  );
  return error && {
    code: "site/database",
    says: `the API answers, but its database reports an error (status ${error.apiStatus}${
      error.evidence.said === undefined ? "" : `: ${error.evidence.said}`
    })`,
    hint:
      "Repair the database of the site, or the tables of the product: open its control panel, " +
      "which looks after them.",
    cause: error,
  };
};

const V3_HINT =
  "Use a token, or check the Secret Word and that the remote JSON API is enabled in " +
  "the product's options.";

const NO_VERDICT_HINT =
  "This refusal does not prove that the credential is wrong: the API may be switched " +
  "off, the Secret Word too weak, or the address one that cannot read it. Check the product's " +
  "options for the remote JSON API, and that the site's address is right.";

/** Refusals that are no verdict on the credential, and errors of the API, the most telling first. */
const REFUSALS: readonly ErrorCode[] = ["auth/forbidden", "auth/denied", "auth/disabled"];

/** The API refused, for whatever reason. */
export const refused: Finder = (met) => {
  const ofApi = refusalsOfApi(met);
  for (const code of REFUSALS) {
    const result = ofApi.find(({ error }) => error.code === code);
    if (result !== undefined) return { ...found(result.error), hint: refusalHint(result) };
  }
  const error = ofApi.find(({ error: { code } }) => code === "site/error")?.error;
  return error && found(error);
};

/** Where an endpoint says that it has moved, its refusal of another API version says nothing. */
function refusalsOfApi(met: Met): readonly Answered[] {
  const ofApi = answered(met).filter(({ error: { apiStatus } }) => apiStatus !== undefined);
  const moved = new Set(
    ofApi.filter(({ error: { code } }) => code === "connect/moved").map(pathOf),
  );
  return ofApi.filter((result) => !moved.has(pathOf(result)));
}

function refusalHint({ verdict, candidate, error }: ProbeResult & Answered): string | undefined {
  if (verdict.kind !== "inconclusive" || error.code !== "auth/denied") return error.hint;
  if (candidate.endpoint.api !== 3) return NO_VERDICT_HINT;
  const since = candidate.matches.map(({ route }) => route.acceptsSince?.secret).find(Boolean);
  return since === undefined
    ? V3_HINT
    : `API version 3 takes a token, and a Secret Word only since version ${since}. ${V3_HINT}`;
}

/** For attempts whose own error says best what is the matter. */
export function found(error: NonNullable<ProbeResult["error"]>): Finding {
  return { code: error.code, says: lowerFirst(error.message), hint: error.hint, cause: error };
}
