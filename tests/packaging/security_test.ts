/** What SECURITY.md claims about the program as a whole. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { configurationOf } from "../../packaging/npm_package.ts";
import { createSimulator, DEFAULT_SECRET, serve } from "../../src/simulator/mod.ts";
import { inFolder } from "../support/in_folder.ts";

const TOP = fileURLToPath(new URL("../../", import.meta.url));
const MAIN = `${TOP}src/cli/main.ts`;

/** Paths, relative to the first folder. */
function filesBelow(folder: string, below = ""): string[] {
  return [...Deno.readDirSync(`${folder}/${below}`)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesBelow(folder, `${below}${name}/`) : [`${below}${name}`]
  );
}

const SOURCES = ["src", "plugins"].flatMap((folder) =>
  filesBelow(`${TOP}${folder}`).filter((name) => name.endsWith(".ts")).map((name) =>
    `${folder}/${name}`
  )
);

Deno.test("what is written can be read by its owner alone, whatever the umask", () =>
  inFolder(async (home) => {
    const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
    await using server = await serve(simulator);
    const allowed = ["net", "read", "write", "env", "sys"].map((name) => `--allow-${name}`);
    const sitehaul = async (...words: string[]) => {
      const { code, stderr } = await new Deno.Command("sh", {
        args: ["-c", 'umask 0; exec "$0" "$@"', Deno.execPath(), "run", "--quiet", "--no-check"]
          .concat(allowed, MAIN, words),
        cwd: home,
        env: {
          HOME: home,
          XDG_CACHE_HOME: "",
          XDG_CONFIG_HOME: "",
          SITEHAUL_SECRET: DEFAULT_SECRET,
        },
      }).output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
    };
    await sitehaul("backup", server.url, "--download", "--dir", "backups", "--debug-file", "debug");
    await sitehaul("profiles", "export", server.url, "1", "--file", "profile.json");
    await sitehaul("config", "add", server.url, "--name", "shop");
    const names = filesBelow(home).filter((name) => !name.startsWith(".cache/deno/"));
    const open = names.filter((name) =>
      ((Deno.statSync(`${home}/${name}`).mode ?? 0) & 0o77) !== 0
    );
    assertEquals(open, []);
    assert(names.some((name) => name.endsWith(".jpa")) && names.includes("profile.json"));
    assert(names.some((name) => name.endsWith("sitehaul.yaml")));
    for (const folder of ["backups", ".cache/sitehaul", ".config/sitehaul"]) {
      assertEquals((Deno.statSync(`${home}/${folder}`).mode ?? 0) & 0o777, 0o700, folder);
    }
  }));

Deno.test("no code is made of texts, and nothing is loaded by a computed name but plugins", () => {
  for (const name of SOURCES) {
    const text = Deno.readTextFileSync(TOP + name).replace(/^\s*(?:\*|\/\/).*$/gm, "");
    assert(!/\beval\(|new Function\(|\bvm\b.*node:vm/.test(text), name);
    const computed = /\bimport\((?!\s*"[^"]+"\s*\))/.test(text);
    assertEquals(computed, name === "src/config/plugins.ts", name);
  }
});

Deno.test("nothing comes from a URL, and every package has one version and its checksum", () => {
  const { imports } = configurationOf(Deno.readTextFileSync(`${TOP}deno.json`));
  for (const [name, target] of Object.entries(imports)) {
    assert(/^npm:(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+(\/.+)?$/.test(target), `${name}: ${target}`);
  }
  const { npm } = parsed(`${TOP}deno.lock`) as { npm: Record<string, { integrity?: string }> };
  assert(Object.keys(npm).length > 0);
  for (const [name, { integrity = "" }] of Object.entries(npm)) {
    assert(/^sha512-[\w+/]{86}==$/.test(integrity), name);
  }
  for (const name of SOURCES) {
    const text = Deno.readTextFileSync(TOP + name);
    assert(!/^(?:import|export)[^;]* from "(?:https?|jsr|npm):/m.test(text), name);
  }
});

/** The configuration has comments. */
function parsed(file: string): unknown {
  return JSON.parse(Deno.readTextFileSync(file).replace(/^\s*\/\/.*$/gm, ""));
}
