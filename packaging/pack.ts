/**
 * Makes the npm package of the library: dist/sitehaul.tgz. `deno pack` leaves the names of `imports`
 * in deno.json as they are (observed: Deno 2.9.6), which Node does not know; here they become what
 * they stand for.
 *
 *     deno task pack
 */
import { join } from "node:path";

const TOP = new URL("../", import.meta.url).pathname;

/** The names of deno.json that are another name in npm: `@std/yaml` is `deno-std/yaml/mod.js`. */
export function npmNames(configuration: string): Map<string, string> {
  const { imports } = JSON.parse(configuration.replace(/^\s*\/\/.*$/gm, "")) as {
    imports: Record<string, string>;
  };
  const names = Object.entries(imports).map(([name, target]): [string, string] => {
    const [, packageName = "", path = ""] = /^npm:((?:@[^/]+\/)?[^@]+)@[^/]+(.*)$/.exec(target) ??
      [];
    return [name, packageName + path];
  });
  return new Map(names.filter(([name, target]) => name !== target));
}

/** A module with the names of npm. Comments keep those that people write. */
export function withNpmNames(module: string, names: ReadonlyMap<string, string>): string {
  const isComment = (line: string) => /^\s*\*(?!\/)/.test(line);
  return module.split("\n").map((line) =>
    isComment(line) ? line : line.replace(
      /(\bfrom |\bimport |\bimport\()"([^"]+)"/g,
      (whole, before: string, name: string) =>
        names.has(name) ? `${before}"${names.get(name)}"` : whole,
    )
  ).join("\n");
}

async function run(command: string, ...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args: [...args], cwd: TOP })
    .output();
  if (!success) throw new Error(`${command}: ${new TextDecoder().decode(stderr)}`);
}

async function* modulesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* modulesBelow(path);
    else if (/\.(?:js|d\.ts)$/.test(name)) yield path;
  }
}

if (import.meta.main) {
  const folder = await Deno.makeTempDir({ prefix: "sitehaul-pack-" });
  try {
    const [packed, target] = [join(folder, "packed.tgz"), join(TOP, "dist/sitehaul.tgz")];
    await run(Deno.execPath(), "pack", "--allow-dirty", "-o", packed);
    await run("tar", "xzf", packed, "-C", folder);
    const names = npmNames(await Deno.readTextFile(join(TOP, "deno.json")));
    for await (const path of modulesBelow(join(folder, "package"))) {
      const text = await Deno.readTextFile(path);
      const renamed = withNpmNames(text, names);
      if (renamed !== text) await Deno.writeTextFile(path, renamed);
    }
    await Deno.mkdir(join(TOP, "dist"), { recursive: true });
    await run("tar", "czf", target, "-C", folder, "package");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
