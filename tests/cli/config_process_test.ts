/** The configuration, where the program may not do everything. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSimulator, DEFAULT_SECRET, serve } from "../../src/simulator/mod.ts";
import { DENO_CACHE } from "../support/deno_cache.ts";
import { inFolder } from "../support/in_folder.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const SETTINGS = fileURLToPath(new URL("../../deno.json", import.meta.url));

async function program(
  cwd: string,
  permissions: readonly string[],
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  const run = ["run", "--quiet", "--no-check", "--no-prompt", `--config=${SETTINGS}`];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...run, ...permissions, MAIN, ...args, "--no-cache"],
    cwd,
    env: { HOME: cwd, DENO_DIR: DENO_CACHE, NO_COLOR: "1", ...environment },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("where no file may be read, there is no configuration", () =>
  inFolder(async (folder) => {
    await using server = await serve(createSimulator({ product: "joomla", version: "10.2.1" }));
    const args = ["list", server.url, "--secret", DEFAULT_SECRET];
    const permissions = ["--allow-net=127.0.0.1", "--allow-env"];
    const { code, stdout, stderr } = await program(folder, permissions, args);
    assertEquals([code, stderr, stdout], [0, "", "There are no backups.\n"]);
    const named = await program(folder, permissions, [...args, "--config=x.yaml"]);
    assertEquals(named.code, 2);
    assertMatch(named.stderr, /Requires read access to ".*x\.yaml"/);
  }));

Deno.test("a command for a secret needs --allow-run for its program, and is told so", () =>
  inFolder(async (folder) => {
    await using server = await serve(createSimulator({ product: "joomla", version: "10.2.1" }));
    const secret = `{ command: [printf, "%s", "${DEFAULT_SECRET}"] }`;
    const text =
      `sites:\n  - name: shop\n    url: ${server.url}\n    credential: { secret: ${secret} }\n`;
    await Deno.writeTextFile(join(folder, "sitehaul.yaml"), text);
    const permissions = ["--allow-net=127.0.0.1", "--allow-env", "--allow-read"];
    const refused = await program(folder, permissions, ["list", "shop", "--config=sitehaul.yaml"]);
    assertEquals(refused.code, 50);
    assertStringIncludes(refused.stderr, 'Requires run access to "printf"');
    const { code, stderr } = await program(folder, [...permissions, "--allow-run=printf"], [
      "list",
      "shop",
      "--config=sitehaul.yaml",
    ]);
    assertEquals([code, stderr], [0, ""]);
  }));

Deno.test("a command for a secret sees neither other secrets nor what loads code", {
  ignore: Deno.build.os === "windows",
}, () =>
  inFolder(async (folder) => {
    await using server = await serve(createSimulator({ product: "joomla", version: "10.2.1" }));
    const command = `[sh, -c, 'env > seen; printf %s "${DEFAULT_SECRET}"']`;
    const text = `sites:
  - name: shop
    url: ${server.url}
    credential: { secret: { command: ${command} } }
  - name: blog
    url: https://blog.example.com/
    credential: { token: "\${env:BLOG_TOKEN}" }
`;
    await Deno.writeTextFile(join(folder, "sitehaul.yaml"), text);
    const hidden = {
      SITEHAUL_REMOTE_PASSWORD: "word-one",
      SITEHAUL_ARCHIVE_PASSWORD: "word-two",
      BLOG_TOKEN: "word-three",
      LD_LIBRARY_PATH: "/word-four",
      DYLD_LIBRARY_PATH: "/word-five",
      NODE_OPTIONS: "--no-warnings",
      BASH_ENV: "/word-six",
    };
    // With a hook in the environment, the runtime would not run any single program that it may.
    const permissions = ["--allow-net=127.0.0.1", "--allow-env", "--allow-read", "--allow-run=sh"];
    const { code, stderr } = await program(
      folder,
      permissions,
      ["list", "shop", "--config=sitehaul.yaml"],
      { ...hidden, GNUPGHOME: "/keys" },
    );
    assertEquals([code, stderr], [0, ""]);
    const seen = await Deno.readTextFile(join(folder, "seen"));
    for (const name of Object.keys(hidden)) assert(!seen.includes(`${name}=`), name);
    assertStringIncludes(seen, "GNUPGHOME=/keys");
    assertMatch(seen, /^PATH=/m);
  }));
