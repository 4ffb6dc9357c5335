/** Calls any method of the API, which leaves its rules to the caller. */
import type { MethodName, ParametersOf, ReplyOf } from "../protocol/methods.ts";
import { type CallOptions, insideOf, type Site } from "./site.ts";

/**
 * Calls any API method of the table, such as those of old versions that change the configuration.
 *
 * The rules that {@linkcode Site} keeps are then yours: `startBackup` kills any backup of the site that
 * is running; never have two `stepBackup` in flight, and never repeat one whose answer was lost, since
 * overlapping steps corrupt the archive silently.
 *
 * @param site the site
 * @param method the name of the method
 * @param parameters what it takes
 * @param options how to make the call
 * @throws {SitehaulError} `level/too-low` or `method/not-implemented`, before any request, when the
 * site's level lacks it; `network/…`, `auth/…`, `reply/…`
 *
 * @example
 * ```ts
 * import { connect } from "@sitehaul/sitehaul";
 * import { callApi } from "@sitehaul/sitehaul/core";
 * import { createSimulator, DEFAULT_SECRET } from "@sitehaul/sitehaul/simulator";
 * import { assertEquals } from "@std/assert";
 *
 * const { handle: transport } = createSimulator({ product: "joomla", version: "10.2.1" });
 * const site = await connect("www.example.com", { secret: DEFAULT_SECRET, transport });
 * const { level } = await callApi(site, "getVersion", {});
 * assertEquals(level, 600);
 * ```
 */
export async function callApi<M extends MethodName>(
  site: Site,
  method: M,
  parameters: ParametersOf<M>,
  options: CallOptions = {},
): Promise<ReplyOf<M>> {
  const { caller, settings: { stepLimitMs } } = insideOf(site);
  const isStep = method === "startBackup" || method === "stepBackup";
  const limits = isStep && stepLimitMs !== undefined
    ? { answerMs: stepLimitMs, wholeMs: stepLimitMs }
    : {};
  return await caller.send(method, parameters, { ...options, ...limits });
}
