// deno-lint-ignore-file no-console -- it says what it makes
/**
 * Compiles the bundle into a program of its own for this system, dist/sitehaul, or for the usual
 * ones, dist/sitehaul-VERSION-TARGET. Deno fetches its base binary for each from the network.
 *
 *     deno task compile
 *     deno task compile:all
 */
import { VERSION } from "../src/base/program_version.ts";
import { BUNDLE, bundle } from "./bundle.ts";
import { tellMade, TOP } from "./made.ts";
import { RUN_FLAGS } from "./run_flags.ts";

/** The usual systems. */
export const TARGETS: readonly string[] = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];

/** One program: where it goes, and what makes it. */
export interface Build {
  readonly output: string;
  readonly args: readonly string[];
}

/** How the program for a system is made; `host` is the system here. */
export function buildFor(target: string | "host", here: string = Deno.build.target): Build {
  const isHost = target === "host";
  const ending = (isHost ? here : target).includes("windows") ? ".exe" : "";
  const output = `dist/sitehaul${isHost ? "" : `-${VERSION}-${target}`}${ending}`;
  const system = isHost ? [] : ["--target", target];
  // Without the configuration, Deno adds no packages: the bundle has what it needs.
  const args = ["compile", "--quiet", "--no-check", "--no-config", ...RUN_FLAGS, ...system];
  return { output, args: [...args, "--output", output, BUNDLE] };
}

/** What to say of a failure: Deno's own words, but where only its base binary could not be had. */
export function sayOf(stderr: string): string {
  return /base binary/.test(stderr) && /error sending request|dl\.deno\.land/.test(stderr)
    ? "Cannot fetch Deno's base binary from dl.deno.land: is there a network?"
    : stderr.trim();
}

async function compile({ output, args }: Build): Promise<boolean> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args: [...args], cwd: TOP })
    .output();
  if (success) await tellMade(output);
  else console.error(sayOf(new TextDecoder().decode(stderr)));
  return success;
}

if (import.meta.main) {
  const targets = Deno.args.includes("--host") ? ["host"] : TARGETS;
  await bundle();
  for (const target of targets) if (!await compile(buildFor(target))) Deno.exit(1);
}
