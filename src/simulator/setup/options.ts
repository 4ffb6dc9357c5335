/** What a simulated site is made of. */
/** The `id` of the product that answers like it. */
export type SimulatedProduct = "joomla" | "wordpress" | "solo";

/** The versions that were recorded last: what is simulated when none is named. */
export const RECORDED_LAST: Readonly<Record<SimulatedProduct, string>> = {
  joomla: "10.2.1",
  wordpress: "9.1.1",
  solo: "8.2.0",
};

/** What WordPress speaks. */
export type SimulatedLanguage = "en" | "de" | "fr" | "ja";

/** A backup profile of the simulated site. */
export interface SimulatedProfile {
  /** Unique on the site; backups name the profile by it. */
  readonly id: number;
  /** What `getProfiles` calls it. */
  readonly name: string;
  /** Files and database, or one of them. @default {"full"} */
  readonly type?: "full" | "fileonly" | "dbonly";
  /** The size of a part in bytes, where it differs from the site's. */
  readonly partSize?: number;
  /** The format of the archive; a ZIP has the faults of the site's version. @default {"jpa"} */
  readonly archiver?: "jpa" | "zip";
  /** The name of the archive without its extension, where it is fixed. */
  readonly archiveName?: string;
  /** An output folder that cannot be used: `unwritable` fails a check, `unusable` cannot be made. */
  readonly output?: "unwritable" | "unusable";
  /** JSON text of the configuration. */
  readonly configuration?: string;
  /** JSON text of the filters. */
  readonly filters?: string;
}

/** A file, folder or link of the simulated site. */
export interface SimulatedFile {
  /** The path below the site's root; that of a folder ends in a slash. */
  readonly path: string;
  /** The content, for a link its target. Nothing for a folder. */
  readonly content?: Uint8Array | string;
  /** Needed for links alone. @default {"file", or "directory" where the path ends in a slash} */
  readonly type?: "file" | "directory" | "link";
  /** The time of the last change, Unix seconds. */
  readonly mtime?: number;
}

/** What stands on the site, and how it is laid out. */
export interface SimulatorOptions {
  /** Decides the addresses, and the words of refusals. */
  readonly product: SimulatedProduct;
  /** Its version, such as `10.2.1`. */
  readonly version: string;
  /** What requests have to authenticate with. @default {DEFAULT_SECRET} */
  readonly secret?: string;
  /** The Joomla API token. @default {DEFAULT_TOKEN} */
  readonly token?: string;
  /** The edition; `core` has no remote API in newer versions. @default {"pro"} */
  readonly edition?: "pro" | "core";
  /** The language of WordPress, which translates what it says when it cannot work. @default {"en"} */
  readonly language?: SimulatedLanguage;
  /** The folder of the site. @default {"/"} */
  readonly root?: string;
  /** The PHP generation. @default {7 for versions before 9 of Joomla's and before 8 of the others, else 8} */
  readonly php?: 7 | 8;
  /** WordPress' plugin folder. @default {"akeebabackupwp"} */
  readonly folder?: string;
  /** WordPress' content folder, with its plugins and themes. @default {"wp-content"} */
  readonly content?: string;
  /** The folder of WordPress itself, where it has one of its own below the site, such as `wp`. */
  readonly core?: string;
  /** Whether WordPress' plugin is active. @default {true} */
  readonly active?: boolean;
  /** Whether Joomla's Web Services plug-in for the product is enabled. @default {true} */
  readonly webServices?: boolean;
  /** With which text Joomla's API application crashes, because of a plug-in of somebody else. */
  readonly apiCrash?: string;
  /** Whether only `format=component` works with API version 1, and `raw` shows a page. */
  readonly onlyComponent?: boolean;
  /** What the web server answers in the place of the site's index.php; other scripts stay open. */
  readonly shut?: 401 | 403;
  /** A page at the root of the host, where the site is in a folder below. */
  readonly landingPage?: string;
  /** Files of its plugins that WordPress' front page loads, such as `name/style.css`. */
  readonly pluginFiles?: readonly string[];
  /** Whether the API is switched on. @default {true} */
  readonly apiEnabled?: boolean;
  /** The only methods that the token's user may call, from 10.4.0 on; all of them when left out. */
  readonly tokenRights?: readonly string[];
  /** Whether the web server rewrites `/api/v3` to `/api/index.php/v3`. @default {true} */
  readonly rewriting?: boolean;
  /**
   * Whether WordPress stores the Secret Word encrypted, so that the files in the plugin's folder
   * cannot read it. @default {true}
   */
  readonly encryptedSecret?: boolean;
  /** A newer version that the site knows of, where the version tells of updates. */
  readonly update?: { readonly version: string; readonly stability?: string };
  /** Whether API version 1 has expired. @default {true for Joomla's 7.5–8.x} */
  readonly expired?: boolean;
  /** In the order of `getProfiles`. @default {one profile} */
  readonly profiles?: readonly SimulatedProfile[];
  /** What is backed up. @default {a small tree of texts and seeded random bytes} */
  readonly files?: readonly SimulatedFile[];
  /** The size of a part in bytes; archives are one file when left out. */
  readonly partSize?: number;
  /** Steps of the packing, between those of the start and of the end. @default {3} */
  readonly steps?: number;
  /** Tells the time of day. @default {the real time} */
  readonly clock?: () => Date;
  /** How long a step lasts, ms. @default {0} */
  readonly stepMs?: number;
  /** Waits so many milliseconds; tests pass in one that lets no time pass. @default {a timer} */
  readonly sleep?: (ms: number) => Promise<void>;
}

/** The Secret Word of simulated sites: a test value, strong enough for every version. */
export const DEFAULT_SECRET: string = "S1mulated-S3cret_For+Tests=7d41";

/** The API token of simulated sites: a test value in the right form. */
export const DEFAULT_TOKEN: string = btoa(`sha256:101:${"5e1f0ca7".repeat(8)}`);
