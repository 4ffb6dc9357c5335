/** A real terminal: tmux, in which the program runs against simulated sites. */
import { join } from "node:path";
import {
  createSimulator,
  DEFAULT_SECRET,
  serve,
  type Simulator,
  type SimulatorServer,
} from "../../../src/simulator/mod.ts";

const PRODUCTS = [
  { product: "joomla", version: "10.2.1" },
  { product: "wordpress", version: "9.1.1" },
  { product: "solo", version: "8.2.0" },
] as const;

const NAMES = ["shop", "blog", "forum"] as const;

const MAIN = new URL("../../../src/cli/main.ts", import.meta.url).pathname;

/** How long to wait for what is expected: on a busy computer the program needs some seconds. */
const LONGEST_MS = 10_000;

/** Without it these tests are skipped. */
export async function hasTmux(): Promise<boolean> {
  try {
    return (await new Deno.Command("tmux", { args: ["-V"] }).output()).success;
  } catch {
    return false;
  }
}

/** Lets a site go as far as a step, and holds it there. */
class Hold {
  readonly #reached = Promise.withResolvers<void>();
  readonly #open = Promise.withResolvers<void>();
  #calls = 0;
  /** When the site is there. */
  readonly reached = this.#reached.promise;

  constructor(private readonly at: number) {}

  readonly sleep = (): Promise<void> => {
    this.#calls += 1;
    if (this.#calls < this.at) return Promise.resolve();
    this.#reached.resolve();
    return this.#open.promise;
  };

  open(): void {
    this.#open.resolve();
  }
}

/** One of the simulated sites. */
interface HeldSite {
  readonly simulator: Simulator;
  readonly hold: Hold;
  readonly server: SimulatorServer;
}

/** A terminal, and three configured sites that stop in the middle of a backup until they may go on. */
export class Session implements AsyncDisposable {
  readonly #folder: string;
  readonly #sites: readonly HeldSite[];
  readonly #tmux: Tmux;

  private constructor(folder: string, sites: readonly HeldSite[]) {
    this.#folder = folder;
    this.#sites = sites;
    this.#tmux = terminal(join(folder, "socket"));
  }

  static async start(columns: number, lines = 24): Promise<Session> {
    const folder = await Deno.makeTempDir({ prefix: "sitehaul-terminal-" });
    const sites = await Promise.all(PRODUCTS.map(async (product) => {
      const hold = new Hold(9);
      const simulator = createSimulator({ ...product, stepMs: 1, sleep: hold.sleep });
      return { simulator, hold, server: await serve(simulator) };
    }));
    const session = new Session(folder, sites);
    await session.#prepare(columns, lines);
    return session;
  }

  /** The simulated sites: shop, blog and forum. */
  get simulators(): readonly Simulator[] {
    return this.#sites.map(({ simulator }) => simulator);
  }

  async #prepare(columns: number, lines: number): Promise<void> {
    const entries = this.#sites.map(({ server: { url } }, index) =>
      `  - { name: ${NAMES[index]}, url: "${url}", credential: { secret: "${DEFAULT_SECRET}" } }\n`
    );
    const file = join(this.#folder, "sites.yaml");
    await Deno.writeTextFile(file, `sites:\n${entries.join("")}`, { mode: 0o600 });
    const words = [Deno.execPath(), "run", "--quiet", "--no-check", "-A", MAIN];
    const script = `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(" ")} "$@"\n`;
    await Deno.writeTextFile(join(this.#folder, "sitehaul"), script, { mode: 0o755 });
    const variables = {
      SITEHAUL_CONFIG: file,
      SITEHAUL_CACHE: join(this.#folder, "cache"),
      XDG_STATE_HOME: join(this.#folder, "state"),
      LANG: "C.UTF-8",
      TZ: "UTC",
      NO_COLOR: "",
      PATH: `${this.#folder}:${Deno.env.get("PATH")}`,
      PS1: "$ ",
    };
    // What a shell reads when it starts must not change them.
    const shell = ["env", ...Object.entries(variables).map((each) => each.join("=")), "sh"];
    const size = ["-x", `${columns}`, "-y", `${lines}`];
    await this.#tmux("new-session", "-d", ...size, "-c", this.#folder, ...shell);
  }

  /** Types a line; its end, with the exit status, comes after what it prints. */
  async type(line: string): Promise<void> {
    // The end of the line before would be taken for that of this one.
    await this.#tmux("send-keys", "-R");
    await this.#tmux("send-keys", `clear; ${line}; echo "exit status $?"`, "Enter");
  }

  /** Ctrl-C. */
  async interrupt(): Promise<void> {
    await this.#tmux("send-keys", "C-c");
  }

  /** Somebody pulls at the window. */
  async resize(columns: number, lines = 24): Promise<void> {
    await this.#tmux("resize-window", "-x", `${columns}`, "-y", `${lines}`);
  }

  /** When all of the named sites are in the middle of their backups. */
  async reached(...names: readonly string[]): Promise<void> {
    const held = this.#sites.filter((_, index) => names.includes(NAMES[index] ?? ""));
    await Promise.all(held.map(({ hold }) => hold.reached));
  }

  /** Lets all sites go on. */
  goOn(): void {
    for (const { hold } of this.#sites) hold.open();
  }

  /** The masked screen: as expected, or as it is at last. */
  readonly screen = async (expected: string): Promise<string> =>
    await this.#looksLike(expected, ["capture-pane", "-p"]);

  /** The same, with what has left the screen at its top. */
  readonly all = async (expected: string): Promise<string> =>
    await this.#looksLike(expected, ["capture-pane", "-p", "-S", "-"]);

  /** The masked screen when the line that was typed has ended. */
  readonly end = async (expected: string): Promise<string> => {
    await this.#ended();
    return await this.screen(expected);
  };

  /** The same, with what has left the screen at its top. */
  readonly allAtEnd = async (expected: string): Promise<string> => {
    await this.#ended();
    return await this.all(expected);
  };

  async #ended(): Promise<void> {
    for (let looks = 0; looks < 5000; looks++) {
      if (/^exit status \d/m.test(await this.#tmux("capture-pane", "-p"))) return;
    }
  }

  async #looksLike(expected: string, look: readonly string[]): Promise<string> {
    // The rows are drawn anew every second.
    const until = performance.now() + LONGEST_MS;
    for (;;) {
      const text = this.#masked(await this.#tmux(...look));
      if (text === expected || performance.now() > until) return text;
    }
  }

  /** What differs from run to run: ports, times, random names, the order of sites that end together. */
  #masked(screen: string): string {
    const lines = screen.trimEnd()
      .replaceAll(this.#folder, "/home/me")
      .replace(/(127\.0\.0\.1[:_])\d{4,5}/g, "$100000")
      .replace(/on port \d+ \(\d+ ms\)/, "on port 00000 (1 ms)")
      .replace(/^(v\d +\w+ +[\w-]+) +\d+ /gm, "$1   1 ")
      .replace(/ \d+:\d\d( .*)?$/gm, " 0:00")
      // The beginning of a time, where a name is cut in its middle.
      .replace(/(?<=-)20\d{1,5}(?=…)/g, (digits) => "2026013".slice(0, digits.length))
      .replace(/\d{8}-\d{6}utc-\w{16}/g, "20260131-235959utc-0123456789abcdef")
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "2026-01-31 23:59:59")
      .replace(/Deno [\d.]+(\s+)\([\w-]+\)/g, "Deno 2.0.0$1(here)")
      .replace(/r-\d{8}-\d{6}-[0-9a-f]{4}/g, "r-20260131-235959-0123")
      .replace(/sitehaul-terminal-[0-9a-f]+/g, "me")
      .replace(/CREDENTIAL +MS/g, "CREDENTIAL  MS")
      .split("\n");
    return sorted(lines).join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux("kill-server").catch(() => {});
    this.goOn();
    await Promise.all(this.#sites.map(({ server }) => server.close()));
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** The lines of the sites that ended, with what goes on below them, in the order of their names. */
function sorted(lines: readonly string[]): string[] {
  const isName = (line: string) => /^(?:shop|blog|forum) {2}/.test(line);
  const first = lines.findIndex(isName);
  if (first < 0) return [...lines];
  const blocks: string[][] = [];
  let end = first;
  for (; end < lines.length; end++) {
    const line = lines[end] ?? "";
    if (isName(line)) blocks.push([line]);
    else if (line.startsWith(" ")) blocks.at(-1)?.push(line);
    else break;
  }
  const inOrder = blocks.toSorted(([a = ""], [b = ""]) => a < b ? -1 : 1);
  return [...lines.slice(0, first), ...inOrder.flat(), ...lines.slice(end)];
}

/** Gives a command to tmux. */
export type Tmux = (...args: string[]) => Promise<string>;

/** A tmux of its own. */
export function terminal(socket: string): Tmux {
  return async (...args) => {
    const command = new Deno.Command("tmux", {
      args: ["-u", "-f", "/dev/null", "-S", socket, ...args],
    });
    const { success, stdout, stderr } = await command.output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  };
}
