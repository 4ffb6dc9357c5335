import { assert, assertEquals } from "@std/assert";
import { npmNames, withNpmNames } from "../../packaging/pack.ts";
import { bomOf } from "../../packaging/sbom.ts";
import { VERSION } from "../../src/transport/with_headers.ts";

const TOP = new URL("../../", import.meta.url);
const configuration = Deno.readTextFileSync(new URL("deno.json", TOP));
const lock = JSON.parse(Deno.readTextFileSync(new URL("deno.lock", TOP)));

Deno.test("the version is the same in the program and in deno.json", () => {
  assertEquals(/"version": "([^"]+)"/.exec(configuration)?.[1], VERSION);
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
