/** Every layout of the catalogue, with what detection has to find out about it. */
import type { ApiVersion } from "../../src/endpoint.ts";

/** One layout. */
export interface Layout {
  readonly product: "joomla" | "wordpress" | "solo";
  readonly version: string;
  readonly api: ApiVersion;
  readonly level: number;
  /** The recommended endpoint, below the root. */
  readonly path: string;
  /** The recommended endpoint for a token, where there is one. */
  readonly tokenPath?: string;
  /** The WordPress plugin folder, where it is not the usual one. */
  readonly folder?: string;
}

const V1 = "option=com_akeeba&view=json&format=raw";
const V2 = "option=com_akeeba&view=api&format=raw";
const APP = "wp-content/plugins/akeebabackupwp/app/index.php";
const CORE_APP = "wp-content/plugins/akeebabackupcore/app/index.php";
const AJAX = "wp-admin/admin-ajax.php?action=akeebabackup_api";
const SITE = "index.php?option=com_akeebabackup&view=api&format=raw";
const V3 = "api/index.php/v3/akeebabackup/{method}";

export const LAYOUTS: readonly Layout[] = [
  { product: "joomla", version: "3.3.0", api: 1, level: 320, path: `index.php?${V1}` },
  { product: "joomla", version: "7.4.0.1", api: 1, level: 350, path: `index.php?${V1}` },
  { product: "joomla", version: "7.5.0.1", api: 2, level: 400, path: `index.php?${V2}` },
  { product: "joomla", version: "8.0.3", api: 2, level: 400, path: `index.php?${V2}` },
  { product: "joomla", version: "9.3.3", api: 2, level: 500, path: SITE },
  { product: "joomla", version: "9.9.3", api: 2, level: 600, path: SITE, tokenPath: V3 },
  { product: "joomla", version: "10.2.1", api: 2, level: 600, path: SITE, tokenPath: V3 },
  { product: "joomla", version: "10.4.0", api: 2, level: 600, path: SITE, tokenPath: V3 },
  { product: "wordpress", version: "1.3.4", api: 1, level: 330, path: `${APP}?${V1}` },
  { product: "wordpress", version: "3.0.0", api: 1, level: 350, path: `${APP}?${V1}` },
  { product: "wordpress", version: "7.4.0", api: 2, level: 400, path: `${APP}?${V2}` },
  {
    product: "wordpress",
    version: "7.6.0",
    api: 2,
    level: 400,
    path: `${CORE_APP}?${V2}`,
    folder: "akeebabackupcore",
  },
  { product: "wordpress", version: "7.9.0", api: 2, level: 400, path: `${AJAX}&${V2}` },
  { product: "wordpress", version: "8.1.0", api: 2, level: 400, path: AJAX },
  { product: "wordpress", version: "9.1.1", api: 2, level: 400, path: AJAX },
  { product: "solo", version: "2.0.0", api: 1, level: 330, path: `index.php?${V1}` },
  { product: "solo", version: "5.0.0", api: 1, level: 350, path: `index.php?${V1}` },
  { product: "solo", version: "7.5.0", api: 2, level: 400, path: `index.php?${V2}` },
  { product: "solo", version: "8.2.0", api: 2, level: 400, path: `index.php?${V2}` },
];
