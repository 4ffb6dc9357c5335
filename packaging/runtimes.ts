/** The runtimes beside Deno that `.ci/runtimes` installs. */
import { join } from "node:path";
import { run } from "./checks.ts";

/** Their packages on npm, as `.ci/runtimes` has them. */
export const RUNTIMES: readonly string[] = ["node@22.15.0", "node@24.21.0", "bun@1.4.5"];

/** One that starts. */
export interface Runtime {
  /** Such as `Node 24` or `Bun`. */
  readonly name: string;
  /** Its program. */
  readonly path: string;
}

/** Follows the name of one that was left out. */
export const NOT_INSTALLED = "is not installed: .ci/runtimes installs it";

/** Where they are. */
export function runtimesFolder(env: Record<string, string> = Deno.env.toObject()): string {
  const cache = env["XDG_CACHE_HOME"] || join(env["HOME"] ?? "", ".cache");
  return env["SITEHAUL_RUNTIMES"] || join(cache, "sitehaul-runtimes");
}

/** `undefined` where it is not installed. */
export async function findRuntime(packageName: string): Promise<Runtime | undefined> {
  const [kind = "", version = ""] = packageName.split("@");
  const [major] = version.split(".");
  const path = join(runtimesFolder(), packageName, "node_modules/.bin", kind);
  const isThere = await run(path, ["--version"]).then(({ code }) => code === 0, () => false);
  return isThere ? { name: kind === "bun" ? "Bun" : `Node ${major}`, path } : undefined;
}
