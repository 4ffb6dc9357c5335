import { assert, assertEquals } from "@std/assert";
import { FLAGS } from "../../packaging/compile.ts";
import { npmNames, withNpmNames } from "../../packaging/pack.ts";
import { bomOf } from "../../packaging/sbom.ts";
import { VERSION } from "../../src/transport/with_headers.ts";

const TOP = new URL("../../", import.meta.url);
const configuration = Deno.readTextFileSync(new URL("deno.json", TOP));
const lock = JSON.parse(Deno.readTextFileSync(new URL("deno.lock", TOP)));

Deno.test("the version is the same in the program and in deno.json", () => {
  assertEquals(/"version": "([^"]+)"/.exec(configuration)?.[1], VERSION);
});

Deno.test("a binary for another system is allowed to do what one for this system is", () => {
  const [, task = ""] = /"compile": "deno compile ([^"]+)"/.exec(configuration) ?? [];
  assertEquals(task.split(" -o ")[0]?.split(" "), FLAGS);
});

Deno.test("the image, the workflow and .ci/run name the same Deno", () => {
  const named = ["Dockerfile", "examples/github-actions.yml", ".ci/run"].flatMap((name) =>
    Array.from(
      Deno.readTextFileSync(new URL(name, TOP)).matchAll(/deno[@:](?:distroless-)?(\d[\d.]+)/g),
      ([, version = ""]) => version,
    )
  );
  assertEquals([named.length, new Set(named).size], [4, 1]);
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
  const names = npmNames(configuration);
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
