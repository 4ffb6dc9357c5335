/** Determines whether there is a proxy between this computer and a site. */

/** The environment, as far as it matters here. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Proxy {
  /** Its address, as the variable has it; it may hold a password. */
  readonly address: string;
  /** The variable of the environment that names it, as it is spelled there. */
  readonly variable: string;
}

/**
 * The same with the variable that names it. Small letters win over capitals, as in curl and Deno.
 */
export function proxyOf(url: string, env: Environment): Proxy | undefined {
  const { protocol, hostname } = new URL(url);
  const read = (name: string): Proxy | undefined => {
    const variable = [name, name.toUpperCase()].find((each) => env[each]);
    return variable === undefined ? undefined : { address: env[variable] ?? "", variable };
  };
  if (isExempt(hostname, read("no_proxy")?.address ?? "")) return undefined;
  return read(protocol === "https:" ? "https_proxy" : "http_proxy") ?? read("all_proxy");
}

/** Whether `NO_PROXY` names the host: `*`, a host, a domain with or without its dot. */
function isExempt(hostname: string, noProxy: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  return noProxy.split(",").map((entry) => entry.trim().toLowerCase()).some((entry) => {
    const name = entry.replace(/^\*?\./, "").replace(/^\[|\]$/g, "");
    return entry === "*" || (name !== "" && (host === name || host.endsWith(`.${name}`)));
  });
}

/** The URL of a proxy, whose scheme may be left out; `undefined` where it is none. */
export function proxyUrl({ address }: Pick<Proxy, "address">): URL | undefined {
  const url = /^\w+:\/\//.test(address) ? address : `http://${address}`;
  return URL.canParse(url) ? new URL(url) : undefined;
}

/** What to call a proxy: `the proxy 127.0.0.1:3128 (HTTPS_PROXY)`; no password is in it. */
export function proxyName(proxy: Proxy): string {
  return `the proxy ${proxyUrl(proxy)?.host ?? "address"} (${proxy.variable})`;
}
