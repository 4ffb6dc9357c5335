/** The program as it is run by people, on a file with many sites, which is killed now and then. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RUN_FLAGS } from "../../packaging/run_flags.ts";
import type { FleetOfSites } from "../../bench/fleet_sites.ts";
import { DEFAULT_SECRET } from "../../src/simulator/mod.ts";

const MAIN = Deno.env.get("CHAOS_MAIN") ??
  fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** Seconds: trouble is over soon. */
const SHORT_TIMES = { timeout: 4, stepLimit: 3, patience: 60 };

/** What came of running it. */
export interface Ended {
  /** The exit status; `undefined` where it was killed. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program, with a folder of its own for everything that it keeps. */
export class Program {
  readonly folder: string;
  /** The folder of the history. */
  readonly state: string;

  constructor(folder: string) {
    this.folder = folder;
    this.state = join(folder, "state");
  }

  /** The folder to which a site is downloaded. */
  downloads(site: string): string {
    return join(this.folder, "downloads", site);
  }

  /**
   * Writes the configuration.
   *
   * @param settings for all sites
   * @param folderOf where a site is downloaded to, if not as usual
   */
  async configure(
    fleet: Pick<FleetOfSites, "urls">,
    settings: Readonly<Record<string, number>> = SHORT_TIMES,
    folderOf: (site: number) => string | undefined = () => undefined,
  ): Promise<void> {
    const sites = fleet.urls.map((url, site) => ({
      name: siteName(site),
      url,
      download: folderOf(site) ?? join(this.downloads("{site}"), "{id}"),
    }));
    const credential = { secret: DEFAULT_SECRET };
    // JSON is YAML, too.
    const text = JSON.stringify({
      fleet: { attempts: 1 },
      defaults: settings,
      sites: sites.map((site) => ({ ...site, credential })),
    });
    await Deno.writeTextFile(join(this.folder, "sitehaul.yaml"), text, { mode: 0o600 });
  }

  /** Runs it to its end, or kills it (kill -9) after a while, or as soon as something has come about. */
  async run(
    args: readonly string[],
    killAfterMs?: number,
    killWhen?: () => Promise<unknown>,
  ): Promise<Ended> {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--no-check",
        ...RUN_FLAGS,
        MAIN,
        ...args,
        "--config",
        join(this.folder, "sitehaul.yaml"),
      ],
      env: {
        SITEHAUL_CACHE: join(this.folder, "cache"),
        SITEHAUL_STATE: this.state,
        NO_COLOR: "1",
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const timer = killAfterMs === undefined
      ? undefined
      : setTimeout(() => child.kill("SIGKILL"), killAfterMs);
    void killWhen?.().then(() => child.kill("SIGKILL"));
    const { code, signal, stdout, stderr } = await child.output();
    clearTimeout(timer);
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const status = signal === "SIGKILL" ? undefined : code;
    return { status, stdout: text(stdout), stderr: text(stderr) };
  }
}

/** How a site is called in the configuration. */
export function siteName(site: number): string {
  return `site-${String(site).padStart(4, "0")}`;
}
