/**
 * What the npm package has that `deno pack` (observed: Deno 2.9.6) does not make of it: names that
 * Node knows, exact versions, a command, and nothing that is not needed.
 */
import { dirname, join, normalize } from "node:path/posix";

/** What is read of deno.json. */
export interface Configuration {
  readonly imports: Readonly<Record<string, string>>;
  /** The entry points, by their names. */
  readonly exports: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** The entry points of the package: their types, and their code. */
export type Exports = Readonly<
  Record<string, { readonly types: string; readonly import: string }>
>;

/** What `deno pack` writes into package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Exports;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/**
 * The command: its file in the package, the one in this folder that it is, and the folder of what it
 * runs.
 */
export const BIN = { path: "bin/sitehaul.js", source: "npm_bin.js", folder: "command" } as const;

/**
 * The oldest Node with SQLite, whose locks the program uses, and with hooks for modules, which let plugins find it;
 * `npm_bin.js` says so as well.
 */
const ENGINES = { node: ">=22.15" } as const;

/** What goes along with the modules. */
export const DOCUMENTS = /^(?:LICENSE|(?:README|CHANGELOG|SECURITY)\.md|docs\/.*)$/;

/** deno.json, which has comments. */
export function configurationOf(text: string): Configuration {
  return JSON.parse(text.replace(/^\s*\/\/.*$/gm, ""));
}

interface Target {
  readonly packageName: string;
  readonly version: string;
  readonly path: string;
}

function targetOf(specifier: string): Target {
  const [, packageName = "", version = "", path = ""] =
    /^npm:((?:@[^/]+\/)?[^@/]+)@([^/]+)(.*)$/.exec(specifier) ?? [];
  return { packageName, version, path };
}

/** The names of deno.json that are another name in npm: `@std/yaml` is `deno-std/yaml/mod.js`. */
export function npmNames({ imports }: Configuration): Map<string, string> {
  const names = Object.entries(imports).map(([name, specifier]): [string, string] => {
    const { packageName, path } = targetOf(specifier);
    return [name, packageName + path];
  });
  return new Map(names.filter(([name, target]) => name !== target));
}

const IMPORT = /(\bfrom |\bimport |\bimport\()"([^"]+)"/g;

/** A module with the names of npm. Comments keep those that people write. */
export function withNpmNames(module: string, names: ReadonlyMap<string, string>): string {
  return module.split("\n").map((line) =>
    isComment(line) ? line : line.replace(
      IMPORT,
      (whole, before: string, name: string) =>
        names.has(name) ? `${before}"${names.get(name)}"` : whole,
    )
  ).join("\n");
}

function isComment(line: string): boolean {
  return /^\s*\*(?!\/)/.test(line);
}

/** What some modules need to work. */
export interface Needed {
  /** Their files, themselves among them. */
  readonly modules: ReadonlySet<string>;
  /** The names that they import of others. */
  readonly names: ReadonlySet<string>;
}

/**
 * All that some modules need. `read` tells nothing of a file that is not there: types of a module
 * that shows none to the outside have no file.
 */
export function neededBy(
  entries: readonly string[],
  read: (path: string) => string | undefined,
): Needed {
  const [modules, names] = [new Set<string>(), new Set<string>()];
  const add = (path: string) => {
    if (modules.has(path)) return;
    const module = read(path);
    if (module === undefined && path.endsWith(".js")) throw new Error(`${path} is not there`);
    if (module === undefined) return;
    modules.add(path);
    const code = module.split("\n").filter((line) => !isComment(line)).join("\n");
    for (const [, , name = ""] of code.matchAll(IMPORT)) {
      if (name.startsWith(".")) add(besides(path, name));
      else names.add(name);
    }
  };
  entries.forEach(add);
  return { modules, names };
}

/** Types come from types, by the name of the module that has them. */
function besides(path: string, name: string): string {
  const found = join(dirname(path), name);
  return path.endsWith(".d.ts") ? found.replace(/\.js$/, ".d.ts") : found;
}

/** The files that Node gets at, from the top of the package. */
export function entriesOf(exports: Exports): readonly string[] {
  return Object.values(exports).flatMap((each) => [each.types, each.import]).map(normalize);
}

/** package.json as it is released: what deno.json says, exact versions, and Node's. */
export function manifestOf(
  { name, version, dependencies: _, ...packed }: Manifest,
  { imports, description, repository }: Configuration,
  names: ReadonlySet<string>,
): Manifest {
  const packages = Object.entries(imports).filter(([each]) => names.has(each))
    .map(([, specifier]) => targetOf(specifier));
  return {
    name,
    version,
    description,
    ...(repository === undefined ? {} : { repository }),
    ...packed,
    bin: { sitehaul: BIN.path },
    engines: ENGINES,
    dependencies: Object.fromEntries(packages.map((each) => [each.packageName, each.version])),
  };
}
