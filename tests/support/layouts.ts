/** Every layout of the catalogue, with what detection has to find out about it. */
import type { ApiVersion } from "../../src/protocol/endpoint.ts";
import type { SimulatorOptions } from "../../src/simulator/mod.ts";

export interface Layout {
  readonly product: "joomla" | "wordpress" | "solo";
  readonly version: string;
  readonly api: ApiVersion;
  readonly level: number;
  /** The endpoint to find, below the root of the host: the recommended one, where it answers. */
  readonly path: string;
  /** The recommended endpoint for a token, where there is one. */
  readonly tokenPath?: string;
  /** How the site is laid out, where it is not as usual. */
  readonly settings?: Partial<SimulatorOptions>;
  /** In a few words. */
  readonly how?: string;
  /** The most round trips that finding it may take, where it is not three. */
  readonly roundTrips?: number;
}

const V1 = "option=com_akeeba&view=json&format=raw";
const V2 = "option=com_akeeba&view=api&format=raw";
const APP = "wp-content/plugins/akeebabackupwp/app/index.php";
const CORE_APP = "wp-content/plugins/akeebabackupcore/app/index.php";
const AJAX = "wp-admin/admin-ajax.php?action=akeebabackup_api";
const SITE = "index.php?option=com_akeebabackup&view=api&format=raw";
const V3 = "api/index.php/v3/akeebabackup/{method}";

/** One for each row of the catalogue and more. */
export const LAYOUTS: readonly Layout[] = [
  { product: "joomla", version: "3.3.0", api: 1, level: 320, path: `index.php?${V1}` },
  { product: "joomla", version: "5.2.3", api: 1, level: 340, path: `index.php?${V1}` },
  { product: "joomla", version: "6.6.1", api: 1, level: 350, path: `index.php?${V1}` },
  { product: "joomla", version: "7.5.0.1", api: 2, level: 400, path: `index.php?${V2}` },
  { product: "joomla", version: "8.0.3", api: 2, level: 400, path: `index.php?${V2}` },
  ...(["9.3.3", "9.9.3", "10.2.1", "10.4.0"] as const).map((version): Layout => ({
    product: "joomla",
    version,
    api: 2,
    level: version === "9.3.3" ? 500 : 600,
    path: SITE,
    ...(version === "9.3.3" ? {} : { tokenPath: V3 }),
    roundTrips: 1,
  })),
  { product: "wordpress", version: "1.3.4", api: 1, level: 330, path: `${APP}?${V1}` },
  { product: "wordpress", version: "3.5.1", api: 1, level: 340, path: `${APP}?${V1}` },
  { product: "wordpress", version: "7.4.0", api: 2, level: 400, path: `${APP}?${V2}` },
  {
    product: "wordpress",
    version: "7.6.0",
    api: 2,
    level: 400,
    path: `${CORE_APP}?${V2}`,
    settings: { folder: "akeebabackupcore" },
    how: "from wordpress.org",
  },
  ...(["7.9.0", "8.1.0", "9.1.1"] as const).map((version): Layout => ({
    product: "wordpress",
    version,
    api: 2,
    level: 400,
    path: version === "7.9.0" ? `${AJAX}&${V2}` : AJAX,
    roundTrips: 1,
  })),
  { product: "solo", version: "1.3.0", api: 1, level: 330, path: `index.php?${V1}` },
  { product: "solo", version: "5.0.0", api: 1, level: 350, path: `index.php?${V1}` },
  ...(["7.5.0", "8.2.0", "9.1.1"] as const).map((version): Layout => ({
    product: "solo",
    version,
    api: 2,
    level: 400,
    path: `index.php?${V2}`,
    roundTrips: 1,
  })),
];

const LANDING = '<!DOCTYPE html><title>Welcome</title><a href="/below/">Enter</a>';
const LANDING_SCRIPTS =
  '<!DOCTYPE html><title>Welcome</title><script src="/below/media/system/js/core.min.js"></script>';

function remoteOnly(version: string, api: ApiVersion, level: number): readonly Layout[] {
  return ([401, 403] as const).map((shut) => ({
    product: "solo",
    version,
    api,
    level,
    path: api === 1 ? `remote.php?${V1}` : "remote.php?view=api",
    settings: { shut },
    how: `remote.php only, ${shut}`,
  }));
}

function wordpress(
  how: string,
  settings: Partial<SimulatorOptions>,
  versions: Readonly<Record<string, string>>,
): readonly Layout[] {
  return Object.entries(versions).map(([version, path]) => {
    const level = { "1.3.4": 330, "3.5.1": 340 }[version] ?? 400;
    return { product: "wordpress", version, api: level < 400 ? 1 : 2, level, path, settings, how };
  });
}

const PLUGIN = (plugins: string, query: string) => `${plugins}/app/index.php?${query}`;

/** Layouts that are not as usual: found by what the site's pages tell, or at an alternate address. */
export const ODD_LAYOUTS: readonly Layout[] = [
  ...(["3.3.0", "6.6.1"] as const).map((version): Layout => ({
    product: "joomla",
    version,
    api: 1,
    level: version === "3.3.0" ? 320 : 350,
    path: "index.php?option=com_akeeba&view=json&format=component",
    settings: { onlyComponent: true },
    how: "format=component only",
  })),
  ...remoteOnly("2.4.1", 1, 340),
  ...remoteOnly("5.0.0", 1, 350),
  ...remoteOnly("9.1.1", 2, 400),
  ...wordpress("renamed wp-content", { content: "assets" }, {
    "1.3.4": PLUGIN("assets/plugins/akeebabackupwp", V1),
    "7.4.0": PLUGIN("assets/plugins/akeebabackupwp", V2),
    "9.1.1": AJAX,
  }),
  ...wordpress("renamed plugin folder", {
    folder: "my-akeeba",
    pluginFiles: ["forms/x.css", "my-akeeba/y.css"],
  }, {
    "1.3.4": PLUGIN("wp-content/plugins/my-akeeba", V1),
    "7.4.0": PLUGIN("wp-content/plugins/my-akeeba", V2),
    "9.1.1": AJAX,
  }),
  ...wordpress("plugin folder of any name", {
    folder: "nightly",
    pluginFiles: ["forms/x.css", "nightly/y.css"],
  }, {
    "3.5.1": PLUGIN("wp-content/plugins/nightly", V1),
    "7.4.0": PLUGIN("wp-content/plugins/nightly", V2),
  }),
  ...wordpress("WordPress in /wp", { content: "app", core: "wp" }, {
    "1.3.4": PLUGIN("app/plugins/akeebabackupwp", V1),
    "3.5.1": PLUGIN("app/plugins/akeebabackupwp", V1),
    "7.4.0": PLUGIN("app/plugins/akeebabackupwp", V2),
    "7.9.0": `wp/${AJAX}&${V2}`,
    "9.1.1": `wp/${AJAX}`,
  }),
  {
    product: "joomla",
    version: "10.2.1",
    api: 2,
    level: 600,
    path: `below/${SITE}`,
    settings: { root: "/below/", landingPage: LANDING },
    how: "below, by a link",
  },
  {
    product: "joomla",
    version: "8.0.3",
    api: 2,
    level: 400,
    path: `below/index.php?${V2}`,
    settings: { root: "/below/", landingPage: LANDING_SCRIPTS },
    how: "below, by its scripts",
  },
  {
    product: "wordpress",
    version: "9.1.1",
    api: 2,
    level: 400,
    path: `below/${AJAX}`,
    settings: { root: "/below/", landingPage: LANDING },
    how: "below, by a link",
  },
  {
    product: "solo",
    version: "9.1.1",
    api: 2,
    level: 400,
    path: `below/index.php?${V2}`,
    settings: { root: "/below/", landingPage: LANDING },
    how: "below, by a link",
  },
];
