/** Looks at sites after jobs, for `status`. */
import type { SiteJobOptions } from "../../fleet/site_job.ts";
import { certificateEnd } from "../../transport/certificate.ts";
import { proxyOf } from "../../transport/proxy.ts";
import { proxyVariables } from "./connect_options.ts";
import type { Context } from "./context.ts";

/** What looks at a site when a job is done; nothing where nothing is remembered. */
export function observerFor(
  { flags, context: { world } }: {
    readonly flags: Readonly<Record<string, unknown>>;
    readonly context: Context;
  },
  signal: AbortSignal,
): SiteJobOptions["observe"] {
  if (flags["no-history"] === true) return undefined;
  const { clock, transport } = world;
  const proxies = proxyVariables(world);
  return async (site, { last, folder }) => {
    const { observeSite } = await import("../../client/observe_site.ts");
    return await observeSite(site, {
      last,
      folder,
      clock,
      signal,
      // What stands between has a certificate of its own, or lets nobody through but by its rules.
      certificateEnd: (url, limit) =>
        transport === undefined && proxyOf(url.href, proxies) === undefined
          ? certificateEnd(url, limit)
          : Promise.resolve(undefined),
    });
  };
}
