/**
 * Node's fetch, which leaves to its dispatcher what that of Deno does by itself: proxies, more
 * certificate authorities, a connection for one request alone. Dispatchers come from undici, the library
 * that Node's fetch is made of.
 */
import type { Dispatcher } from "undici";
import type * as Tls from "node:tls";
import { SitehaulError } from "../base/errors.ts";
import { builtIn } from "../base/built_in.ts";
import { proxyOf, proxyUrl } from "./proxy.ts";
import type { FetchOptions } from "./fetch_options.ts";
import { traitsOf } from "./traits.ts";
import type { Transport } from "./transport.ts";

/** Node's own dispatcher waits no longer for an answer, or for more of it, in ms (observed: Node 24.21). */
const NODE_LIMIT_MS = 300_000;

type Undici = typeof import("undici");

/** What a dispatcher depends on. */
interface Way {
  readonly proxy: string | undefined;
  readonly isShared: boolean;
}

/** The transport of Node. */
export function nodeFetch({ caCerts = [], env = {}, ...limits }: FetchOptions): Transport {
  const context = caCerts.length === 0 ? undefined : contextThatTrusts(caCerts);
  const dispatchers = new Map<string, Promise<Dispatcher>>();
  const dispatcherFor = (way: Way): Promise<Dispatcher> => {
    const key = `${way.isShared} ${way.proxy}`;
    const made = dispatchers.get(key) ?? loadUndici().then((undici) => make(undici, way, context));
    dispatchers.set(key, made);
    return made;
  };
  return async (request) => {
    const traits = traitsOf(request);
    const isShared = traits.repeatable === true;
    const proxy = proxyOf(request.url, env)?.address;
    const longest = Math.max(
      traits.answerMs ?? limits.answerMs ?? 0,
      traits.idleMs ?? limits.idleMs ?? 0,
    );
    if (isShared && proxy === undefined && context === undefined && longest < NODE_LIMIT_MS) {
      return await fetch(request);
    }
    // Its types know only what all runtimes have.
    const init = { dispatcher: await dispatcherFor({ proxy, isShared }) } as RequestInit;
    return await fetch(request, init);
  };
}

async function loadUndici(): Promise<Undici> {
  try {
    return await import("undici");
  } catch (cause) {
    throw new SitehaulError("usage/permission", "The package undici is not installed", {
      hint: "Under Node, use the npm package: npm install -g @sitehaul/sitehaul",
      cause,
    });
  }
}

/** The limits are those of this library; without them, a long step of a backup would be cut off. */
function make(undici: Undici, { proxy, isShared }: Way, context?: Tls.SecureContext): Dispatcher {
  const settings = {
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(isShared ? {} : { pipelining: 0 }),
  };
  const tls = context === undefined ? {} : { secureContext: context };
  if (proxy === undefined) return new undici.Agent({ ...settings, connect: tls });
  const uri = (proxyUrl({ address: proxy })?.href ?? proxy).replace(/^socks5h:/, "socks5:");
  if (uri.startsWith("socks5:")) return new undici.Socks5ProxyAgent(uri, { ...settings, ...tls });
  return new undici.ProxyAgent({ uri, proxyTunnel: false, requestTls: tls, ...settings });
}

/** One costs some ms, and a program may have a transport for each of many sites. */
const CONTEXTS = new Map<string, Tls.SecureContext>();

/** Trusts the authorities that Node knows, and more. */
function contextThatTrusts(caCerts: readonly string[]): Tls.SecureContext {
  const key = caCerts.join();
  const known = CONTEXTS.get(key);
  if (known !== undefined) return known;
  // Deno, which has no use for it, would load it with this module.
  const { createSecureContext, rootCertificates } = builtIn("node:tls");
  const made = createSecureContext({ ca: [...rootCertificates, ...caCerts] });
  CONTEXTS.set(key, made);
  return made;
}
