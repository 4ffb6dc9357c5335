/** The options of a simulated site, with every default. */
import type { Behaviour } from "./behaviour.ts";
import {
  DEFAULT_SECRET,
  DEFAULT_TOKEN,
  type SimulatedFile,
  type SimulatorOptions,
} from "./options.ts";

/** What is so unless an option says otherwise. */
const DEFAULTS = {
  secret: DEFAULT_SECRET,
  token: DEFAULT_TOKEN,
  edition: "pro",
  language: "en",
  folder: "akeebabackupwp",
  content: "wp-content",
  active: true,
  webServices: true,
  onlyComponent: false,
  landingPage: "",
  pluginFiles: [],
  apiEnabled: true,
  rewriting: true,
  encryptedSecret: true,
  profiles: [{ id: 1, name: "Default Backup Profile" }],
  clock: () => new Date(),
  stepMs: 0,
  sleep: wait,
} as const satisfies Partial<SimulatorOptions>;

/** The options, with every default filled in. */
export type Settings =
  & SimulatorOptions
  & Required<
    Pick<
      SimulatorOptions,
      keyof typeof DEFAULTS | "root" | "php" | "core" | "expired" | "files" | "steps"
    >
  >
  & {
    /** What is wrong in its ZIP archives. */
    readonly zipFault: Behaviour["zipFault"];
  };

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The options with defaults, for a version that behaves so. */
export function settingsOf(
  options: SimulatorOptions,
  behaviour: Behaviour,
  files: () => readonly SimulatedFile[],
): Settings {
  const { root = "/", core, steps = 3 } = options;
  return {
    php: behaviour.agesWithPhp7 ? 7 : 8,
    expired: behaviour.legacyApiExpires,
    files: options.files ?? files(),
    ...DEFAULTS,
    ...options,
    root: `/${root}/`.replace(/\/+/g, "/"),
    core: core === undefined ? "" : `${core}/`.replace(/\/+$/, "/"),
    steps: Math.max(1, steps),
    zipFault: behaviour.zipFault,
  };
}
