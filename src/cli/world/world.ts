/** What surrounds the command line: passed in, so that tests own all of it. */
import type { Clock, Sleep, Transport } from "../../transport/transport.ts";
import type { PermissionName } from "./process.ts";

/** The surroundings of one run. */
export interface World {
  /** A variable of the environment. */
  readonly env: (name: string) => string | undefined;
  /** Writes results. */
  readonly stdout: (text: string) => void;
  /** Writes everything else. */
  readonly stderr: (text: string) => void;
  /** Which of the three streams are terminals. */
  readonly terminal: {
    readonly stdin: boolean;
    readonly stdout: boolean;
    readonly stderr: boolean;
  };
  /** The width of the terminal. */
  readonly columns: () => number;
  /** The height of the terminal, in lines. @default {24} */
  readonly lines?: () => number;
  /** The zone of times for people, such as `Europe/Paris`. @default {that of this computer} */
  readonly timeZone?: string;
  /** The folder that relative paths start from. */
  readonly cwd: () => string;
  /** `linux`, `darwin`, `windows`, … */
  readonly os: string;
  /** The number of the user; `undefined` where there is none, or the program may not know it. */
  readonly uid: () => number | undefined;
  /** What runs this program, such as `Deno 2.9.6 (x86_64-unknown-linux-gnu)` or `Node 24.21.0 (linux-x64)`. */
  readonly runtime: string;
  /** Whether the runtime grants a permission in full; left out where it withholds none. */
  readonly isGranted?: (name: PermissionName) => boolean;
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal;
  /**
   * Has the first interruption call a function instead; the next one aborts the signal.
   *
   * @returns what ends that
   */
  readonly onFirstInterrupt?: (act: () => void) => () => void;
  /** Everything that comes in on the standard input. */
  readonly readStdin: () => Promise<string>;
  /** Asks a question that is answered by yes or no. */
  readonly ask: (question: string) => Promise<boolean>;
  /** Asks for a secret, which is not shown while it is typed. */
  readonly askSecret?: (question: string) => Promise<string>;
  /** Used instead of the network, such as a simulated site. */
  readonly transport?: Transport;
  /** The time of day, ms since 1970. */
  readonly clock?: Clock;
  /** Waits so many milliseconds; tests pass in another. @default {a timer} */
  readonly sleep?: Sleep;
}
