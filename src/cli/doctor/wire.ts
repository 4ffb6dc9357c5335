/** The connection to a host: its name, its port, its certificate. */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { SitehaulError } from "../../base/errors.ts";
import { cutOff } from "../../base/message_text.ts";
import { certificateOf } from "../../transport/certificate.ts";
import { classifyFailure } from "../../transport/classify.ts";
import { bareHost, dialTcp, portOf } from "../../transport/dial.ts";
import { type Proxy, proxyName, proxyUrl } from "../../transport/proxy.ts";
import { proxyUnreachable } from "../../transport/with_proxy.ts";
import { type Check, failed, fine, warning } from "./check.ts";

const LIMIT_MS = 10_000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Automatic renewal usually happens about a month before a certificate expires. */
const SOON_DAYS = 14;

/** What connections are tried with. */
export interface WireOptions {
  readonly signal: AbortSignal;
  /** ms since 1970. */
  readonly now: number;
}

/** Checks name, port and certificate, up to the first failure. */
export async function wireChecks(root: string, options: WireOptions): Promise<Check[]> {
  const url = new URL(root);
  const checks: Check[] = [];
  const steps = [nameCheck, portCheck, ...(url.protocol === "https:" ? [certificateCheck] : [])];
  for (const step of steps) {
    const check = await step(url, options);
    if (check !== undefined) checks.push(check);
    if (check?.state === "failed") break;
  }
  return checks;
}

/** Checks whether the proxy is reachable; what is behind it cannot be seen. */
export async function proxyChecks(proxy: Proxy, { signal }: WireOptions): Promise<Check[]> {
  const url = proxyUrl(proxy);
  if (url === undefined) {
    return [warning("proxy", `${proxy.variable} is not a valid address of a proxy`)];
  }
  try {
    // Which port is meant without one depends on the kind of proxy.
    if (url.port !== "") await dial(url, signal);
  } catch (error) {
    return [failed("proxy", proxyUnreachable(proxy, error), signal)];
  }
  return [fine("proxy", `The site is reached through ${proxyName(proxy)}`)];
}

async function nameCheck(url: URL, { signal }: WireOptions): Promise<Check | undefined> {
  const host = bareHost(url);
  if (isIP(host) !== 0) return undefined;
  try {
    const found = await lookup(host, { all: true });
    return fine("DNS", `${host} resolves to ${found.map(({ address }) => address).join(", ")}`);
  } catch (error) {
    return failed("DNS", classifyFailure(error, url.href), signal);
  }
}

async function portCheck(url: URL, { signal }: WireOptions): Promise<Check> {
  const began = performance.now();
  try {
    await dial(url, signal);
    const ms = Math.round(performance.now() - began);
    return fine("TCP", `${bareHost(url)} accepts connections on port ${portOf(url)} (${ms} ms)`);
  } catch (error) {
    return failed("TCP", classifyFailure(error, url.href), signal);
  }
}

async function dial(url: URL, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  try {
    await dialTcp(url, AbortSignal.any([signal, limit]));
  } catch (error) {
    // The error of a connection that took too long, in the form that the classification expects.
    throw limit.aborted ? new Error("connect ETIMEDOUT") : error;
  }
}

/**
 * What the certificate says of itself. Whether it is trusted is for the request itself to tell, which
 * may know other authorities.
 */
async function certificateCheck(url: URL, { now, signal }: WireOptions): Promise<Check> {
  try {
    const { valid_from, valid_to, subjectaltname } = await certificateOf(url, signal);
    const [from, to] = [Date.parse(valid_from), Date.parse(valid_to)];
    if (Number.isNaN(to)) return warning("TLS", "The host presents no certificate");
    const names = cutOff((subjectaltname ?? "").replaceAll(/\b(?:DNS|IP Address):/g, ""), 200);
    const of = `The certificate for ${names}`;
    const day = (time: number) => new Date(time).toISOString().slice(0, 10);
    if (from > now) {
      const hint = "Check the clock of this computer, or get a certificate that is valid now.";
      return unusable(`${of} is not valid before ${day(from)}`, hint, signal);
    }
    const days = Math.floor((to - now) / DAY_MS);
    if (days < 0) {
      const hint = "Renew it, and check the clock of this computer.";
      return unusable(`${of} expired on ${day(to)}`, hint, signal);
    }
    const text = `${of} is valid until ${day(to)}, ${days} days from now`;
    return days < SOON_DAYS
      ? warning("TLS", text, "Make sure that it is renewed in time.")
      : fine("TLS", text);
  } catch (error) {
    return failed("TLS", classifyFailure(error, url.href), signal);
  }
}

/** A certificate that no client accepts. */
function unusable(text: string, hint: string, signal: AbortSignal): Check {
  return failed("TLS", new SitehaulError("network/tls", text, { hint }), signal);
}
