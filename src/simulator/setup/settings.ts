/** The options of a simulated site, with every default. */
import type { Behaviour } from "./behaviour.ts";
import {
  DEFAULT_SECRET,
  DEFAULT_TOKEN,
  type SimulatedFile,
  type SimulatorOptions,
} from "./options.ts";

/** The options, with every default filled in. */
export interface Settings extends
  Required<
    Omit<SimulatorOptions, "tokenRights" | "partSize" | "update" | "apiCrash" | "shut">
  > {
  /** The only methods that the token's user may call. */
  readonly tokenRights: readonly string[] | undefined;
  /** In bytes; archives are one file where it is undefined. */
  readonly partSize: number | undefined;
  /** What is wrong in its ZIP archives. */
  readonly zipFault: Behaviour["zipFault"];
  /** With which text Joomla's API application crashes. */
  readonly apiCrash: string | undefined;
  /** What the web server answers in the place of the site's index.php. */
  readonly shut: SimulatorOptions["shut"] | undefined;
  /** A newer version that the site knows of. */
  readonly update: SimulatorOptions["update"] | undefined;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The options with defaults, for a version that behaves so. */
export function settingsOf(
  options: SimulatorOptions,
  behaviour: Behaviour,
  files: () => readonly SimulatedFile[],
): Settings {
  const { root = "/" } = options;
  return {
    product: options.product,
    version: options.version,
    secret: options.secret ?? DEFAULT_SECRET,
    token: options.token ?? DEFAULT_TOKEN,
    edition: options.edition ?? "pro",
    language: options.language ?? "en",
    root: `/${root}/`.replace(/\/+/g, "/"),
    php: options.php ?? (behaviour.agesWithPhp7 ? 7 : 8),
    folder: options.folder ?? "akeebabackupwp",
    content: options.content ?? "wp-content",
    core: options.core === undefined ? "" : `${options.core}/`.replace(/\/+$/, "/"),
    active: options.active ?? true,
    webServices: options.webServices ?? true,
    apiCrash: options.apiCrash,
    onlyComponent: options.onlyComponent ?? false,
    shut: options.shut,
    landingPage: options.landingPage ?? "",
    pluginFiles: options.pluginFiles ?? [],
    apiEnabled: options.apiEnabled ?? true,
    tokenRights: options.tokenRights,
    rewriting: options.rewriting ?? true,
    encryptedSecret: options.encryptedSecret ?? true,
    expired: options.expired ?? behaviour.legacyApiExpires,
    profiles: options.profiles ?? [{ id: 1, name: "Default Backup Profile" }],
    files: options.files ?? files(),
    partSize: options.partSize,
    zipFault: behaviour.zipFault,
    update: options.update,
    steps: Math.max(1, options.steps ?? 3),
    clock: options.clock ?? (() => new Date()),
    stepMs: options.stepMs ?? 0,
    sleep: options.sleep ?? wait,
  };
}
