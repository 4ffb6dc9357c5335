/**
 * Determines whether there is a proxy between this computer and a site.
 * @module
 */

/** The environment, as far as it matters here. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the platform's fetch takes for a URL, by the usual variables; `undefined` where it
 * goes there directly. Small letters win over capitals, as in curl and Deno.
 */
export function proxyFor(url: string, env: Environment): string | undefined {
  const { protocol, hostname } = new URL(url);
  const read = (name: string) => env[name] || env[name.toUpperCase()] || undefined;
  if (isExempt(hostname, read("no_proxy") ?? "")) return undefined;
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
