/** The address of the site, and what options say of its API. */
import type { Settings } from "./settings.ts";

/** Options by their names. */
type Given = Pick<Settings, "get">;

/**
 * The site: the host, or the endpoint that the options spell out, where it is one that a product has.
 * Without a host there is none.
 */
export async function addressOf(settings: Given): Promise<string | undefined> {
  const host = settings.get("host");
  if (host === undefined || host.includes("?")) return host;
  const spelt = speltOut(host.replace(/\/+$/, ""), settings);
  if (spelt === undefined) return host;
  const { products } = await import("../../plugins/mod.ts");
  const { recognise } = await import("../resolve/recognise.ts");
  const url = /^https?:\/\//i.test(spelt) ? spelt : `https://${spelt}`;
  return recognise(url, products) === undefined ? host : spelt;
}

/** A host whose path is that of the application which answers API version 3. */
const APPLICATION = /^((?:https?:\/\/)?[^/]+(?:\/.*?)?)\/(api(?:\/index\.php)?)\/*$/i;

/** For debugging: how a host is read that is the address of the application instead of the site. */
export function readingOfHost({ get }: Given): string | undefined {
  if (get("api-endpoint") !== undefined) return undefined;
  const [, site, path] = APPLICATION.exec(get("host") ?? "") ?? [];
  if (site === undefined) return undefined;
  return `The host points at Joomla's API application: the site is ${site}, and the application ` +
    `${path}. If the site itself is in a folder called api, add --api-endpoint=api/index.php.`;
}

/** The version of the API: as given, or as determined by the view. */
export function apiOf({ get }: Given): string | undefined {
  const version = get("api-version");
  if (version !== undefined) return version.replace(/^v/i, "");
  const views: Readonly<Record<string, string>> = { json: "1", api: "2" };
  return get("api-endpoint") === undefined ? views[get("view")?.toLowerCase() ?? ""] : undefined;
}

function speltOut(root: string, settings: Given): string | undefined {
  const { get } = settings;
  const application = get("api-endpoint")?.replace(/^\/+|\/+$/g, "");
  const isOld = /^[12]$/.test(apiOf(settings) ?? "");
  if (application !== undefined && !isOld) {
    return `${root}/${application}/v3/akeebabackup/getVersion`;
  }
  const [component, endpoint, view] = [get("component"), get("endpoint"), get("view")];
  if (component === undefined && endpoint === undefined) return undefined;
  const file = endpoint?.replace(/^\/+/, "") ?? "index.php";
  if (file.includes("?")) return `${root}/${file}`;
  // The only one that is identified by an action instead of a view.
  if (/(?:^|\/)admin-ajax\.php$/.test(file)) return `${root}/${file}?action=akeebabackup_api`;
  const query = new URLSearchParams({
    option: component ?? "com_akeeba",
    view: view ?? (apiOf(settings) === "1" ? "json" : "api"),
    format: get("format") ?? "raw",
  });
  return `${root}/${file}?${query}`;
}
