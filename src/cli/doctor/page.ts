/**
 * What the site's front page shows: whether its certificate is trusted, where redirects lead, what time
 * it is there.
 */
import type { ConnectOptions } from "../../../mod.ts";
import { evidenceIn, phpVersion } from "../../connection/evidence.ts";
import { SitehaulError } from "../../base/errors.ts";
import { capitalised } from "../../base/message_text.ts";
import { readHead } from "../../negotiate/answered_page.ts";
import { frontFinding } from "../../negotiate/front_finding.ts";
import { createRedactor, redactText } from "../../base/redact.ts";
import { fetchTransport } from "../../transport/fetch_transport.ts";
import { standardTransport } from "../../transport/standard.ts";
import type { Clock, Transport } from "../../transport/transport.ts";
import type { BasicAuth } from "../../transport/with_headers.ts";
import { type Check, failed, fine, warning } from "./check.ts";

/** More than latency and whole seconds can explain. */
const SKEW_MS = 120_000;

/** What the request for the front page is made with. */
export interface PageOptions {
  readonly options: ConnectOptions;
  /** For a password that the web server itself requires. */
  readonly basicAuth: Omit<BasicAuth, "site"> | undefined;
  readonly signal: AbortSignal;
  /** ms since 1970. */
  readonly clock: Clock;
}

/** One response on the way to the page. */
interface Hop {
  readonly url: string;
  /** How far the server's clock is ahead, in ms; absent if it does not send the time. */
  readonly skew: number | undefined;
}

/** What the front page showed. */
export interface PageLook {
  readonly checks: readonly Check[];
  /** The version of PHP, where the server tells it. */
  readonly php: string | undefined;
}

/** Asks for the front page; nothing but the web server's own password is sent. */
export async function lookAtPage(root: string, look: PageOptions): Promise<PageLook> {
  const { options, basicAuth, signal, clock } = look;
  const hops: Hop[] = [];
  const inner = observed(options.transport ?? fetchTransport(options), hops, clock);
  const transport = standardTransport({
    ...options,
    site: [root],
    basicAuth: basicAuth && { ...basicAuth, site: root },
    inner,
    attempts: 1,
  });
  const more = () => [...redirectChecks(hops), ...clockChecks(hops)];
  try {
    const response = await transport(new Request(root, { signal }));
    const page = await pageCheck(root, response, look);
    return { checks: [page, ...more()], php: phpVersion(response.headers) };
  } catch (error) {
    return { checks: [failed("page", error, signal), ...more()], php: undefined };
  }
}

function observed(inner: Transport, hops: Hop[], clock: Clock): Transport {
  return async (request) => {
    const began = clock();
    const response = await inner(request);
    const there = Date.parse(response.headers.get("date") ?? "");
    const here = (began + clock()) / 2;
    hops.push({ url: shown(request.url), skew: Number.isNaN(there) ? undefined : there - here });
    return response;
  };
}

/** What answers there: the same as a search would find in front of the API. */
async function pageCheck(
  root: string,
  response: Response,
  { options, basicAuth, signal }: PageOptions,
): Promise<Check> {
  const { status: httpStatus } = response;
  const { secret = "", token = "" } = options;
  const redact = createRedactor([secret, token, basicAuth?.password ?? ""]);
  const evidence = evidenceIn(response, await readHead(response), redact);
  // Many sites have a login on their front page.
  const { looks, ...rest } = evidence;
  const shows = looks === undefined || looks === "login" ? rest : { ...rest, looks };
  const code = httpStatus === 503 ? "site/maintenance" : undefined;
  const hasPassword = basicAuth !== undefined;
  const finding = frontFinding({ httpStatus, evidence: shows, code }, { hasPassword });
  if (finding === undefined) {
    return fine("page", `${shown(root)} answers with HTTP status ${httpStatus}`);
  }
  const { says, hint } = finding;
  return failed("page", new SitehaulError(finding.code, capitalised(says), { hint }), signal);
}

function redirectChecks(hops: readonly Hop[]): Check[] {
  const [first, ...more] = hops;
  const last = more.at(-1);
  if (first === undefined || last === undefined) return [];
  const way = hops.map(({ url }) => url).join(" → ");
  const text = `${more.length === 1 ? "A redirect" : `${more.length} redirects`}: ${way}`;
  return new URL(first.url).origin === new URL(last.url).origin
    ? [fine("redirects", text)]
    : [warning("redirects", text, `Use the last address: ${last.url}`)];
}

function clockChecks(hops: readonly Hop[]): Check[] {
  const skew = hops.at(-1)?.skew;
  if (skew === undefined) return [];
  const seconds = Math.round(Math.abs(skew) / 1000);
  if (Math.abs(skew) < SKEW_MS) {
    return [fine("clock", "The clocks of the site and this computer agree")];
  }
  const way = skew > 0 ? "ahead of" : "behind";
  return [warning(
    "clock",
    `The site's clock is ${seconds} s ${way} this computer's`,
    "Correct the one that is wrong: certificates, file names and backup times depend on it.",
  )];
}

/** Without the query, which may contain anything. */
function shown(url: string): string {
  const { origin, pathname } = new URL(url);
  return redactText(origin + pathname);
}
