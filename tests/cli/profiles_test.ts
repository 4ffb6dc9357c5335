import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { ALL_TERMINALS, cli, type Surroundings } from "./fake_world.ts";
import { type Answer, scriptedSite, SECRET } from "./scripted_site.ts";

const SITE = "https://a.example";
const EXPORTED = {
  description: "Default",
  configuration: '{"akeeba":{"password":"in the clear"}}',
  filters: "{}",
};

function run(args: string[], around: Surroundings = {}, script: Record<string, Answer> = {}) {
  const { transport } = scriptedSite(script);
  return cli(args, { variables: { SITEHAUL_SECRET: SECRET }, transport, ...around });
}

/** A site that takes an import, and stores it as the function says. */
function importing(store: (text: string) => string): Record<string, Answer> {
  const profiles = [{ id: 1, name: "Default" }];
  let stored = "";
  return {
    getProfiles: () => profiles,
    importConfiguration: ({ parameters }) => {
      stored = store(parameters.get("data[configuration]") ?? "");
      profiles.push({ id: 7, name: "New" });
      return true;
    },
    exportConfiguration: () => ({ ...EXPORTED, configuration: stored }),
  };
}

Deno.test("profiles export prints what was exported, unchanged, even a secret", async () => {
  const holding = { ...EXPORTED, configuration: JSON.stringify({ word: SECRET }) };
  const script = { exportConfiguration: () => holding };
  for (const json of [[], ["--json"]]) {
    const { status, stdout } = await run(["profiles", "export", SITE, "1", ...json], {}, script);
    assertEquals([status, JSON.parse(stdout)], [0, holding]);
  }
});

Deno.test("profiles export writes a file that only its owner can read, and replaces none", () =>
  inFolder(async (folder) => {
    const args = ["profiles", "export", SITE, "1", "--file", "profile.json"];
    const { status, stdout } = await run(args, { folder });
    const path = join(folder, "profile.json");
    assertEquals([status, stdout], [0, `Wrote profile 1 to ${path}\n`]);
    assertEquals(JSON.parse(await Deno.readTextFile(path)), EXPORTED);
    assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    await Deno.writeTextFile(path, "precious");
    const { transport, methods } = scriptedSite();
    const again = await run([...args, "--json"], { folder, transport });
    assertEquals([again.status, JSON.parse(again.stdout).code], [104, "file/write"]);
    // That it cannot be written is known before the site is asked for its secrets.
    assertEquals(methods(), []);
    assertEquals(await Deno.readTextFile(path), "precious");
    assertEquals((await run([...args, "--force"], { folder })).status, 0);
    assertEquals(JSON.parse(await Deno.readTextFile(path)), EXPORTED);
    assertEquals(await namesIn(folder), ["profile.json"]);
  }));

Deno.test("a profile that is not there cannot be exported", async () => {
  const { status, stderr } = await run(["profiles", "export", SITE, "9"]);
  assertEquals(status, 39);
  assertStringIncludes(stderr, "hint: It has 1 (Default), 2 (Daten 数据).");
});

Deno.test("profiles import takes a file, or the standard input", () =>
  inFolder(async (folder) => {
    const text = JSON.stringify(EXPORTED);
    await Deno.writeTextFile(join(folder, "profile.json"), `\ufeff${text}`);
    const args = ["profiles", "import", SITE];
    const keep = (stored: string) => stored;
    const file = await run([...args, "--file=profile.json"], { folder }, importing(keep));
    assertEquals([file.status, file.stdout], [0, "The profile was imported; its number is 7.\n"]);
    const readStdin = () => Promise.resolve(text);
    for (const flags of [["--file", "-"], []]) {
      const { stdout } = await run([...args, ...flags, "--json"], { readStdin }, importing(keep));
      assertEquals(JSON.parse(stdout), { schema: 1, ok: true, profile: 7 });
    }
  }));

Deno.test("an import that the site did not store as it was ends with 101", async () => {
  const readStdin = () => Promise.resolve(JSON.stringify(EXPORTED));
  const script = importing((text) => text.replaceAll('"', '\\"'));
  const { status, stdout, stderr } = await run(["profiles", "import", SITE], { readStdin }, script);
  assertEquals([status, stdout], [101, ""]);
  assertStringIncludes(stderr, "sitehaul: Profile 7 was created, but");
  assertStringIncludes(stderr, "hint: Delete profile 7");
});

Deno.test.each<[string, string | undefined]>([
  ["no JSON, but a password", "password=hunter2"],
  ["no profile", '{"description":"x"}'],
  ["nothing at all", ""],
  ["a file that is not there", undefined],
])("%s is no profile to import, and is not shown", async (_, text) => {
  const flags = text === undefined ? ["--file", "/no/such/file"] : [];
  const { status, stdout, stderr } = await run(
    ["profiles", "import", SITE, ...flags, "--debug"],
    { readStdin: () => Promise.resolve(text ?? "") },
  );
  assertEquals([status, stdout, stderr.includes("hunter2")], [40, "", false]);
});

Deno.test("without a file a terminal is not waited for", async () => {
  const { status } = await run(["profiles", "import", SITE], { terminal: ALL_TERMINALS });
  assertEquals(status, 40);
});
