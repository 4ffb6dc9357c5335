/** Runs what the guides say in a shell, with the program as a command, in a home of its own. */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { createSimulator, serve, type SimulatorOptions } from "../../src/simulator/mod.ts";
import { DENO_CACHE } from "../support/deno_cache.ts";
import { TOP } from "./documents.ts";

/** What came of a script. */
export interface ShellRun {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A shell in a folder, which is its home, too. */
export interface Shell {
  readonly folder: string;
  readonly run: (script: string, env?: Readonly<Record<string, string>>) => Promise<ShellRun>;
}

const PERMISSIONS = ["net", "read", "write", "env", "sys"].map((name) => `--allow-${name}`);

/** Opens a shell. */
export async function shellIn(folder: string): Promise<Shell> {
  const main = fileURLToPath(new URL("src/cli/main.ts", TOP));
  const words = [Deno.execPath(), "run", "--quiet", "--no-check", ...PERMISSIONS, main];
  await Deno.mkdir(join(folder, ".bin"));
  const program = `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(" ")} "$@"\n`;
  await Deno.writeTextFile(join(folder, ".bin", "sitehaul"), program, { mode: 0o700 });
  const path = `${join(folder, ".bin")}:${Deno.env.get("PATH")}`;
  const surroundings = { HOME: folder, PATH: path, DENO_DIR: DENO_CACHE, NO_COLOR: "1" };
  return {
    folder,
    run: async (script, env = {}) => {
      const { code, stdout, stderr } = await new Deno.Command("bash", {
        args: ["-c", script],
        cwd: folder,
        env: { ...surroundings, ...env },
        stdin: "null",
      }).output();
      const decoder = new TextDecoder();
      return { status: code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
    },
  };
}

/** Simulated sites in the place of the addresses of the guides. */
export interface StandIns extends AsyncDisposable {
  /** The text with their addresses. */
  readonly replace: (text: string) => string;
}

/** Serves a site for each address. */
export async function standInsFor(
  sites: Readonly<Record<string, SimulatorOptions>>,
): Promise<StandIns> {
  const servers = await Promise.all(
    Object.entries(sites).map(async ([address, options]) => {
      const server = await serve(createSimulator(options));
      return { address, server, origin: new URL(server.url).origin };
    }),
  );
  return {
    replace: (text) =>
      servers.reduce((all, { address, origin }) => all.replaceAll(address, origin), text),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(servers.map(({ server }) => server.close()));
    },
  };
}
