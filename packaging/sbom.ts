/**
 * Writes what the program is built of as a CycloneDX list, from the lock file: each package with its
 * version, its checksum, and its licence where the package is on this computer.
 *
 *     deno task sbom        # dist/sbom.cdx.json
 */
import { VERSION } from "../src/base/program_version.ts";
import { tellMade, TOP } from "./made.ts";

interface Locked {
  readonly integrity: string;
  readonly dependencies?: readonly string[];
  readonly optionalDependencies?: readonly string[];
}

/** What is read of a lock file of Deno. */
export interface Lock {
  readonly npm: Readonly<Record<string, Locked>>;
  readonly workspace: { readonly dependencies: readonly string[] };
}

/** Packages that only tests use: they are in the lock file, and in nothing that is released. */
const FOR_TESTS: readonly string[] = ["fast-check", "@zip.js/zip.js"];

interface Component {
  readonly type: "library" | "application";
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  /** `excluded`: only tests use it. `optional`: it works without. */
  readonly scope?: "required" | "optional" | "excluded";
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly { readonly license: { readonly id: string } }[];
}

/** A list of components, as CycloneDX 1.6 has it. */
export interface Bom {
  readonly bomFormat: "CycloneDX";
  readonly specVersion: "1.6";
  readonly version: 1;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const ROOT = "pkg:jsr/@sitehaul/sitehaul";

/** The list for a lock file. `licenceOf` tells the licence of a package, where it knows it. */
export function bomOf(
  lock: Lock,
  licenceOf: (name: string, version: string) => string | undefined = () => undefined,
): Bom {
  const packages = packagesOf(lock);
  const direct = lock.workspace.dependencies.map((each) => each.replace(/^npm:/, ""));
  const released = direct.filter((id) => !FOR_TESTS.includes(id.replace(/(?<=.)@.*$/, "")));
  const required = reachable(packages, released, { withOptional: false });
  const optional = reachable(packages, released, { withOptional: true });
  const refsOf = (names: readonly string[]) =>
    names.map((name) => find(packages, name)?.ref).filter((ref) => ref !== undefined);
  const root = `${ROOT}@${VERSION}`;
  const program = { "bom-ref": root, name: "sitehaul", version: VERSION, purl: root };
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { type: "application", ...program } },
    components: packages.map((each) => {
      const scope = required.has(each) ? "required" : optional.has(each) ? "optional" : "excluded";
      return { ...componentOf(each, licenceOf(each.name, each.version)), scope };
    }),
    dependencies: [
      { ref: root, dependsOn: refsOf(released) },
      ...packages.map(({ ref, locked }) => ({
        ref,
        dependsOn: refsOf(dependenciesOf(locked, true)),
      })),
    ],
  };
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly locked: Locked;
  readonly ref: string;
}

function packagesOf({ npm }: Lock): readonly Package[] {
  return Object.entries(npm).map(([id, locked]) => {
    // Behind an underscore stand the peers that a package was resolved with.
    const [, name = "", version = ""] = /^(@?[^@]+)@([^_]+)/.exec(id) ?? [];
    return { name, version, locked, ref: `pkg:npm/${name.replace("@", "%40")}@${version}` };
  });
}

/** The lock file adds a version to a name only where it has more than one of them. */
function find(packages: readonly Package[], dependency: string): Package | undefined {
  return packages.find(({ name, version }) => [name, `${name}@${version}`].includes(dependency));
}

/** The packages of these names, and all that they depend on. */
function reachable(
  packages: readonly Package[],
  names: readonly string[],
  { withOptional }: { readonly withOptional: boolean },
): ReadonlySet<Package> {
  const seen = new Set<Package>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const found = find(packages, name);
    if (found === undefined || seen.has(found)) continue;
    seen.add(found);
    open.push(...dependenciesOf(found.locked, withOptional));
  }
  return seen;
}

function componentOf({ name, version, locked, ref }: Package, licence?: string): Component {
  return {
    type: "library",
    "bom-ref": ref,
    name,
    version,
    purl: ref,
    hashes: [{ alg: "SHA-512", content: hexOf(locked.integrity) }],
    ...(licence === undefined ? {} : { licenses: [{ license: { id: licence } }] }),
  };
}

function dependenciesOf(locked: Locked, withOptional: boolean): readonly string[] {
  const { dependencies = [], optionalDependencies = [] } = locked;
  return withOptional ? [...dependencies, ...optionalDependencies] : dependencies;
}

/** The lock file has the checksum in base64, behind its kind. */
function hexOf(integrity: string): string {
  const bytes = atob(integrity.replace(/^sha512-/, ""));
  return Array.from(bytes, (each) => each.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

/** The licence in the package itself, in the cache of Deno; nothing where it is not there. */
function licenceInCache(name: string, version: string): string | undefined {
  const cache = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
  try {
    const file = `${cache}/npm/registry.npmjs.org/${name}/${version}/package.json`;
    const { license } = JSON.parse(Deno.readTextFileSync(file));
    return typeof license === "string" ? license : undefined;
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  const lock = JSON.parse(await Deno.readTextFile(new URL("../deno.lock", import.meta.url)));
  const target = "dist/sbom.cdx.json";
  const bom = bomOf(lock, licenceInCache);
  await Deno.mkdir(`${TOP}dist`, { recursive: true });
  await Deno.writeTextFile(TOP + target, `${JSON.stringify(bom, null, 2)}\n`);
  await tellMade(target, `${bom.components.length} components`);
}
