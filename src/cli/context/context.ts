/** What a run has: made once, and handed to the command. */
import type { ConnectOptions, Detected, DownloadMode, Site, Store, Waiting } from "../../../mod.ts";
import type { Product } from "../../product/product.ts";
import type { SharedSettings, SiteSettings } from "../../config/schema.ts";
import type { FlagValues, GlobalFlags } from "../declarations/command.ts";
import type { FETCH_FLAGS, SITE_FLAGS } from "../declarations/shared.ts";
import type { Output } from "../output/output.ts";
import type { World } from "../world/world.ts";
import type { Configuration, ConfiguredSite, ReadOptions } from "./configuration.ts";
import type { Folders } from "./folders.ts";
import type { Credentials } from "./secrets.ts";
import type { OnNote } from "./told_notes.ts";

/** Everything around a command. */
export interface Context {
  /** The surroundings of the program; a question that is asked there interrupts the live progress. */
  readonly world: World;
  /** Results and messages, in the form that was asked for, without secrets. */
  readonly output: Output;
  /** Where something is kept between runs. */
  readonly folders: Folders;
  /**
   * The configuration: the file that was named, or the first one that is found; read once in a run.
   *
   * @throws {SitehaulError} `config/invalid`
   */
  configuration(options?: ReadOptions): Promise<Configuration>;
  /**
   * A site, by its name in the configuration, or else by its address. Nothing is sent.
   *
   * @param flags those of the command
   * @throws {SitehaulError} `usage/no-site`, `usage/url`, `config/invalid`
   */
  site(name: string, flags: SiteFlags): Promise<NamedSite>;
  /**
   * The credential that is typed at the prompt, once in a run; none if there is no terminal.
   *
   * @throws {SitehaulError} `interrupted`
   */
  askCredentials(): Promise<Credentials>;
  /** Calls `say`, unless that text was said before in this run. */
  once(text: string, say: (text: string) => void): void;
}

/** The values of the flags that every command has which connects to a site. */
export type SiteFlags = FlagValues<typeof SITE_FLAGS & GlobalFlags>;

/** The same of commands that download, too. */
export type FetchFlags = FlagValues<typeof FETCH_FLAGS & typeof SITE_FLAGS & GlobalFlags>;

/** A site that was named on the command line. */
export interface NamedSite {
  /** What to call it; unlike what was typed it holds no password. */
  readonly name: string;
  /** Its URL, or that of its endpoint, as it was named. */
  readonly address: string;
  /** Its own, and below them those for all sites. */
  readonly settings: Settings;
  /** Set when it was named by the configuration's name. */
  readonly configured: ConfiguredSite | undefined;
  /** The products to look for: all that are known, or the one that is configured. */
  products(): Promise<readonly Product[]>;
  /** How to connect to it, by the flags, the configuration and the surroundings. */
  options(limits?: ConnectLimits): Promise<SiteOptions>;
  /** Sends nothing where its endpoint is remembered. */
  connect(limits?: ConnectLimits): Promise<Site>;
  /** Finds out everything about it; with `anew`, ignoring the configured endpoint. */
  detect(options?: { readonly anew?: boolean }): Promise<Detected>;
  /**
   * Checks everything in its configuration that needs neither its secret nor the network.
   *
   * @throws {SitehaulError} `config/invalid`
   */
  check(): Promise<void>;
  /**
   * The folder to download backups to.
   *
   * @param dir the one of the command line
   * @throws {SitehaulError} `download/path`: before the backup, which may take an hour
   */
  downloads(dir: string | undefined): Promise<FolderFor>;
  /**
   * How its archives get here. Whatever can be known to be wrong before anything is sent is an error.
   *
   * @throws {SitehaulError} `usage/flag`, `usage/value`, `download/url`, `config/invalid`
   */
  fetchWay(flags: FetchFlags): Promise<FetchWay>;
  /**
   * The password of its archives that is configured; nothing if none is.
   *
   * @throws {SitehaulError} `config/invalid`, `config/untrusted`
   */
  archivePassword(): Promise<string | undefined>;
}

/** How the archives of a site get here. */
export interface FetchWay {
  /** How the site is asked for them; absent where it is not. */
  readonly mode?: DownloadMode;
  /** Connects to the folder that they are read from instead. */
  readonly open?: () => Promise<Store>;
}

/** How to connect to a site; the products to look for are settled. */
export type SiteOptions = ConnectOptions & { readonly products: readonly Product[] };

/** What is configured of a site, and the folder that relative paths start from. */
export type Settings = SharedSettings & Partial<SiteSettings> & { readonly base: string };

/** Gives the folder for a backup; `start` returns when the backup started, if needed. */
export type FolderFor = (id: number, start: () => Promise<string | undefined>) => Promise<string>;

/** Limits that only some commands have flags for. */
export interface ConnectLimits {
  /** How long to wait for a site in trouble, seconds, if not as in the configuration. */
  readonly patience?: number | undefined;
  /** Called with what is noted of a backup. */
  readonly onNote?: OnNote | undefined;
  /** Told of each pause in which the site is waited for, besides the output. */
  readonly onWait?: ((waiting: Waiting) => void) | undefined;
  /** Ends the search for the site, in place of the signal of the whole run. */
  readonly signal?: AbortSignal | undefined;
}
