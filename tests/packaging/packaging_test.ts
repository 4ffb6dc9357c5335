import { assert, assertEquals, assertThrows } from "@std/assert";
import { withLazyRequire } from "../../packaging/bundle.ts";
import { buildFor, sayOf, TARGETS } from "../../packaging/compile.ts";
import { sizeOf } from "../../packaging/made.ts";
import {
  BIN,
  configurationOf,
  manifestOf,
  neededBy,
  npmNames,
  withNpmNames,
} from "../../packaging/npm_package.ts";
import { RUN_FLAGS } from "../../packaging/run_flags.ts";
import { RUNTIMES } from "../../packaging/runtimes.ts";
import { bomOf } from "../../packaging/sbom.ts";
import { VERSION } from "../../src/base/program_version.ts";

const TOP = new URL("../../", import.meta.url);
const configuration = Deno.readTextFileSync(new URL("deno.json", TOP));
const lock = JSON.parse(Deno.readTextFileSync(new URL("deno.lock", TOP)));

Deno.test("the version is the same wherever it is named", () => {
  const inFile = (name: string, pattern: RegExp) =>
    pattern.exec(Deno.readTextFileSync(new URL(name, TOP)))?.[1];
  assertEquals(inFile("deno.json", /"version": "([^"]+)"/), VERSION);
  assertEquals(inFile("Dockerfile", /image\.version="([^"]+)"/), VERSION);
  assertEquals(inFile("examples/github-actions.yml", /sitehaul@([\d.]+)\/cli/), VERSION);
});

Deno.test("wherever the program is run with all that it needs, the flags are the same", () => {
  const documents = ["README.md", "docs/install.md", "docs/first-site.md"];
  for (const name of ["deno.json", "Dockerfile", "examples/github-actions.yml", ...documents]) {
    const text = Deno.readTextFileSync(new URL(name, TOP));
    const words = text.replace(/\\\n|[",]/g, " ").replace(/ +/g, " ");
    const [first = ""] = RUN_FLAGS;
    for (const [, given = ""] of words.matchAll(new RegExp(`(${first}(?: --allow-\\S+)*)`, "g"))) {
      assertEquals(given.split(" "), RUN_FLAGS, name);
    }
    assert(words.includes(RUN_FLAGS.join(" ")), name);
  }
});

Deno.test("a program is made of the bundle, and may do the same, whatever the system", () => {
  const host = buildFor("host", "x86_64-unknown-linux-gnu");
  assertEquals(host.output, "dist/sitehaul");
  assertEquals(buildFor("host", "x86_64-pc-windows-msvc").output, "dist/sitehaul.exe");
  for (const target of TARGETS) {
    const { output, args } = buildFor(target);
    const ending = target.includes("windows") ? ".exe" : "";
    assertEquals(output, `dist/sitehaul-${VERSION}-${target}${ending}`);
    assertEquals(args.at(-1), "dist/sitehaul.js");
    assertEquals(args.filter((each) => /^--(?:v8|allow)-/.test(each)), RUN_FLAGS);
    assertEquals(host.args.filter((each) => /^--(?:v8|allow)-/.test(each)), RUN_FLAGS);
  }
});

Deno.test("the bundle makes require() when something calls it, or is none", () => {
  const before =
    `import{createRequire as __x} from "node:module";var e=__x(import.meta.url);run(e);`;
  assertEquals(
    withLazyRequire(`var d=1;${before}`),
    `var d=1;var e=id=>process.getBuiltinModule("node:module").createRequire(import.meta.url)(id);run(e);`,
  );
  assertEquals(withLazyRequire("run();"), "run();");
  assertThrows(() => withLazyRequire(`${before.replace("var e", "let e")}`), Error, "require()");
});

Deno.test("Deno's base binary that cannot be fetched is told in one line, all else in Deno's words", () => {
  const noNetwork = "error: Writing deno compile executable to temporary file '/tmp/x'\n\n" +
    "Caused by:\n    0: Setting up base binary.\n    1: error sending request for url " +
    "(https://dl.deno.land/release/v2.9.6/denort-x86_64-unknown-linux-gnu.zip)\n";
  assertEquals(
    sayOf(noNetwork),
    "Cannot fetch Deno's base binary from dl.deno.land: is there a network?",
  );
  assertEquals(sayOf("error: No space left on device\n"), "error: No space left on device");
});

Deno.test("what was made is told with its size", () => {
  assertEquals([1, 999_000, 1_104_569].map(sizeOf), ["1 kB", "999 kB", "1.1 MB"]);
});

Deno.test("the image, the workflows and .ci/run name the same Deno", () => {
  const files = [
    "Dockerfile",
    "examples/github-actions.yml",
    ".ci/run",
    ".github/workflows/ci.yml",
    ".github/workflows/release.yml",
  ];
  const named = files.map((name) =>
    Array.from(
      Deno.readTextFileSync(new URL(name, TOP)).matchAll(/deno[@:](?:distroless-)?(\d[\d.]+)/g),
      ([, version = ""]) => version,
    )
  );
  assertEquals(named.map((each) => each.length > 0), files.map(() => true));
  assertEquals(new Set(named.flat()).size, 1);
});

Deno.test("the runtimes that are looked for are those that are installed", () => {
  const script = Deno.readTextFileSync(new URL(".ci/runtimes", TOP));
  const [, named = ""] = /^for package in (.+); do$/m.exec(script) ?? [];
  assertEquals(named.split(" "), RUNTIMES);
  const [, oldest] = /"node@([\d.]+)\.0"/.exec(JSON.stringify(RUNTIMES)) ?? [];
  const command = Deno.readTextFileSync(new URL("packaging/npm_bin.js", TOP));
  assert(command.includes(`Node.js ${oldest} or later is needed`), oldest);
  assert(command.includes(`"../${BIN.folder}/main.js"`));
});

Deno.test("every package of the lock file is in the list of components, with its checksum", () => {
  const { components, dependencies, metadata } = bomOf(lock, () => "MIT");
  assertEquals(metadata.component.version, VERSION);
  const names = Object.keys(lock.npm).map((id) => id.replace(/_.*$/, ""));
  assertEquals(components.map(({ name, version }) => `${name}@${version}`), names);
  for (const { hashes = [], purl = "", licenses = [] } of components) {
    assertEquals(hashes.map(({ alg, content }) => [alg, content.length]), [["SHA-512", 128]]);
    assert(/^pkg:npm\/(?:%40[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+/.test(purl), purl);
    assertEquals(licenses[0]?.license.id, "MIT");
  }
  const refs = new Set(components.map((component) => component["bom-ref"]));
  for (const { dependsOn } of dependencies) assert(dependsOn.every((ref) => refs.has(ref)));
  assert(dependencies.some(({ ref, dependsOn }) => ref.includes("ssh2") && dependsOn.length > 0));
});

Deno.test("the list of components tells what tests alone use, and what can be left out", () => {
  const { components, dependencies, metadata } = bomOf(lock);
  const scopeOf = (name: string) => components.find((each) => each.name === name)?.scope;
  assertEquals(scopeOf("zod"), "required");
  assertEquals(scopeOf("tweetnacl"), "required");
  assertEquals(scopeOf("cpu-features"), "optional");
  assertEquals([scopeOf("fast-check"), scopeOf("pure-rand")], ["excluded", "excluded"]);
  const program = metadata.component["bom-ref"];
  const direct = dependencies.find(({ ref }) => ref === program)?.dependsOn ?? [];
  assert(direct.some((ref) => ref.startsWith("pkg:npm/zod@")));
  assert(!direct.some((ref) => ref.includes("tweetnacl") || ref.includes("fast-check")));
});

Deno.test("a package that is there in two versions is told apart in the list of components", () => {
  const integrity = `sha512-${"A".repeat(86)}==`;
  const { dependencies } = bomOf({
    npm: {
      "@x/a@1.0.0": { integrity, dependencies: ["b@2.0.0"] },
      "b@1.0.0": { integrity },
      "b@2.0.0": { integrity },
    },
    workspace: { dependencies: ["npm:@x/a@1.0.0"] },
  });
  const [program, a] = dependencies.map(({ dependsOn }) => dependsOn);
  assertEquals([program, a], [["pkg:npm/%40x/a@1.0.0"], ["pkg:npm/b@2.0.0"]]);
});

Deno.test("the names of deno.json become those of npm, and nothing else changes", () => {
  const names = npmNames(configurationOf(configuration));
  assertEquals(names.get("@std/yaml"), "deno-std/yaml/mod.js");
  assertEquals([names.has("zod"), names.has("ssh2")], [false, false]);
  const module = `/** x\n */ import { parse } from "@std/yaml";\nimport * as z from "zod";\n` +
    ` * import { assertEquals } from "@std/assert";\nconst x = await import("@std/yaml");\n` +
    `export * from "@std/yaml";\nconst text = "@std/yaml";\n`;
  assertEquals(
    withNpmNames(module, names),
    `/** x\n */ import { parse } from "deno-std/yaml/mod.js";\nimport * as z from "zod";\n` +
      ` * import { assertEquals } from "@std/assert";\n` +
      `const x = await import("deno-std/yaml/mod.js");\n` +
      `export * from "deno-std/yaml/mod.js";\nconst text = "@std/yaml";\n`,
  );
});

Deno.test("the npm package names Node, exact versions of what it uses, and the command", () => {
  const entryPoint = { types: "./mod.d.ts", import: "./mod.js" };
  const packed = {
    ...{ name: "@sitehaul/sitehaul", version: VERSION, license: "MIT" },
    exports: { ".": entryPoint, "./cli": entryPoint },
    dependencies: { ssh2: "^1.17.0", zod: "^4.6.7" },
  };
  const { imports, ...rest } = configurationOf(configuration);
  const names = new Set(["zod", "@std/yaml"]);
  const manifest = manifestOf(packed, { imports, ...rest, repository: "https://x.example" }, names);
  assertEquals(manifest.exports, packed.exports);
  assertEquals(manifest["bin"], { sitehaul: "bin/sitehaul.js" });
  const [, oldest = ""] = /^>=([\d.]+)$/.exec((manifest["engines"] as { node: string }).node) ?? [];
  const command = Deno.readTextFileSync(new URL("packaging/npm_bin.js", TOP));
  assert(command.includes(`Node.js ${oldest} or later is needed`), oldest);
  assertEquals(Object.keys(manifest.dependencies).sort(), ["deno-std", "zod"]);
  for (const version of Object.values(manifest.dependencies)) {
    assert(/^\d+\.\d+\.\d+$/.test(version), version);
  }
  assertEquals([manifest.license, manifest.repository], ["MIT", "https://x.example"]);
  assert(typeof manifest.description === "string");
});

Deno.test("the npm package has the modules that its entry points need, and their types", () => {
  const files: Record<string, string> = {
    "mod.js": `import { a } from "./src/a.js";\n * import { x } from "./no.js";\n`,
    "mod.d.ts": `import type { A } from "./src/a.js";\nimport type { B } from "./src/hidden.js";\n`,
    "src/a.js": `import * as z from "zod";\nexport const a = () => import("../later.js");\n`,
    "src/a.d.ts": "",
    "later.js": `import "./mod.js";\n`,
    "unused.js": "",
  };
  const { modules, names } = neededBy(["mod.d.ts", "mod.js"], (path) => files[path]);
  assertEquals([...modules].sort(), ["later.js", "mod.d.ts", "mod.js", "src/a.d.ts", "src/a.js"]);
  assertEquals([...names], ["zod"]);
  assertThrows(() => neededBy(["gone.js"], () => undefined), Error, "gone.js");
});
