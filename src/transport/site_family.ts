/** Which hosts belong together, so that a credential for one may go to the other. */
import { portOf } from "./dial.ts";

/**
 * Second levels under which a country's registry hands out names, as in `co.uk` or `com.br`. Nobody's
 * site lives at such a name, and what is below it belongs to strangers. The long public list of such
 * suffixes is not needed on top: its other entries are hosting companies' domains, and a company
 * that hosts a site holds the site's secret already.
 */
const REGISTRY_LEVELS: ReadonlySet<string> = new Set(
  ("ac asn biz club co com edu firm gen go gob gok gouv gov govt gub health id info int ltd me mil " +
    "muni name ne net nhs nom or org plc police press pro res sch school store tm web").split(" "),
);

/**
 * Whether two hosts belong to one site: they are equal, but for `www.`, or one is a parent domain of
 * the other. IP addresses have to be equal, siblings do not count, and a name under which a registry
 * sells domains (`com`, `co.uk`) is not a parent.
 */
export function isSameFamily(one: string, other: string): boolean {
  const [a, b] = [canonical(one), canonical(other)];
  if (a === b) return true;
  if (isAddress(a) || isAddress(b)) return false;
  const [bareA, bareB] = [a, b].map((host) => host.replace(/^www\./, ""));
  if (bareA === undefined || bareB === undefined) return false;
  const [parent, child] = bareA.length <= bareB.length ? [bareA, bareB] : [bareB, bareA];
  return !isShared(parent) && (parent === child || child.endsWith(`.${parent}`));
}

/** In what an address differs from that of a site, so that credentials must not go there. */
export type Foreignness = "host" | "port" | "scheme";

/**
 * Whether credentials for a site may go to an address: to its host or a relative of that, at its own
 * port, and not without encryption where the site has it. From http, https at its usual port is the
 * one other that may be used.
 *
 * @param site the address that the user gave
 * @param target the address to judge
 * @returns in what it differs; `undefined` where it may be used
 */
export function foreignness(site: URL, target: URL): Foreignness | undefined {
  if (!isSameFamily(site.hostname, target.hostname)) return "host";
  if (site.protocol === "https:" && target.protocol === "http:") return "scheme";
  const [own, other] = [portOf(site), portOf(target)];
  const isUpgrade = site.protocol === "http:" && own === 80 && target.protocol === "https:" &&
    other === 443;
  return own === other || isUpgrade ? undefined : "port";
}

/** Lower case as URL gives it already; the dot of a fully qualified name makes no other host. */
function canonical(hostname: string): string {
  return hostname.toLowerCase().replace(/\.$/, "");
}

/** Whether a host, as URL writes it, is an IP address. */
function isAddress(hostname: string): boolean {
  return hostname.startsWith("[") || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Whether the names below this one belong to different owners. */
function isShared(hostname: string): boolean {
  const [first = "", ...rest] = hostname.split(".");
  const [country = ""] = rest;
  return rest.length === 0 ||
    (rest.length === 1 && country.length === 2 && REGISTRY_LEVELS.has(first));
}
