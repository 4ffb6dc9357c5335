/** A real terminal: tmux, in which the program runs against simulated sites. */
import { join } from "node:path";
import { createSimulator, DEFAULT_SECRET, serve } from "../../../src/simulator/mod.ts";

/** The text on the screen, in lines. */
export interface Captures {
  /** While all three sites are in the middle of their backups. */
  readonly during: string;
  /** When the program has ended. */
  readonly after: string;
}

const PRODUCTS = [
  { product: "joomla", version: "10.2.1" },
  { product: "wordpress", version: "9.1.1" },
  { product: "solo", version: "8.2.0" },
] as const;

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
  /** Resolves when the site has got to that step, and waits there. */
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

/** Runs `backup --download` on three sites in a terminal of so many columns. */
export async function captureBackups(columns: number, expected: Captures): Promise<Captures> {
  const folder = await Deno.makeTempDir({ prefix: "sitehaul-terminal-" });
  const holds = PRODUCTS.map(() => new Hold(9));
  const servers = await Promise.all(
    PRODUCTS.map((product, index) => {
      const { sleep } = holds[index] ?? new Hold(1);
      return serve(createSimulator({ ...product, stepMs: 1, sleep }));
    }),
  );
  const tmux = terminal(join(folder, "socket"));
  try {
    const sites = servers.map(({ url }) => url);
    await tmux("new-session", "-d", "-x", `${columns}`, "-y", "24", ...program(sites, folder));
    await Promise.all(holds.map(({ reached }) => reached));
    const during = await screenLike(tmux, expected.during);
    holds.forEach((hold) => hold.open());
    return { during, after: await screenLike(tmux, expected.after) };
  } finally {
    await tmux("kill-server").catch(() => {});
    holds.forEach((hold) => hold.open());
    await Promise.all(servers.map((server) => server.close()));
    await Deno.remove(folder, { recursive: true });
  }
}

/** The arguments of tmux: the environment, and the line that its shell runs. */
function program(sites: readonly string[], folder: string): string[] {
  const main = new URL("../../../src/cli/main.ts", import.meta.url).pathname;
  const words = [Deno.execPath(), "run", "--quiet", "-A", main, "backup", ...sites, "--download"]
    .concat("--dir", "{site}", "--parallel", "3", "--delete-remote");
  const variables = {
    SITEHAUL_SECRET: DEFAULT_SECRET,
    SITEHAUL_CACHE: join(folder, "cache"),
    LANG: "C.UTF-8",
    NO_COLOR: "",
  };
  const line = `${words.map((word) => `'${word}'`).join(" ")}; echo "exit status $?"; exec cat`;
  const set = Object.entries(variables).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
  return ["-c", folder, ...set, "sh", "-c", line];
}

/** Runs a command of tmux, such as `capture-pane`; resolves to what it prints. */
export type Tmux = (...args: string[]) => Promise<string>;

/** Neither the user's configuration of tmux nor their sessions are touched. */
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

/** The masked screen: as expected, or as it is after so many looks. */
async function screenLike(tmux: Tmux, expected: string): Promise<string> {
  for (let looks = 1;; looks++) {
    const text = masked(await tmux("capture-pane", "-p"));
    if (text === expected || looks === 500) return text;
  }
}

/**
 * What differs from run to run: ports, times, what follows the times, which site comes first. Of the
 * end, only what comes after the sites.
 */
function masked(screen: string): string {
  return screen.trimEnd()
    .replace(/(127\.0\.0\.1[:_])\d+/g, "$100000")
    .replace(/ \d+:\d\d( .*)?$/gm, " 0:00")
    .replace(/^.*\n(?=The files on the server)/s, "");
}
