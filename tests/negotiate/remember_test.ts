import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { createEndpoint } from "../../src/protocol/endpoint.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";
import { fileMemory, type MemoryKey, type Remembered } from "../../src/negotiate/remember.ts";

const key: MemoryKey = { site: "https://www.example.com/", credential: "secret" };
const value: Remembered = {
  endpoint: createEndpoint(2, "https://www.example.com/index.php?option=com_akeebabackup&view=api"),
  credential: "secret",
  version: { level: 600, version: "10.2.1", edition: "pro" },
  products: ["joomla"],
  recommended: true,
};

async function onlyFile(folder: string): Promise<string> {
  const names = await namesIn(folder);
  assertEquals(names.length, 1);
  return join(folder, names[0] ?? "");
}

Deno.test("what was remembered comes back, also in another process", () =>
  inFolder(async (folder) => {
    await fileMemory(folder).remember(key, value);
    assertEquals(await fileMemory(folder).recall(key), value);
  }));

Deno.test("another kind of credential, API version or site has a memory of its own", () =>
  inFolder(async (folder) => {
    const memory = fileMemory(folder);
    await memory.remember(key, value);
    assertEquals(await memory.recall({ ...key, credential: "api-token" }), undefined);
    assertEquals(await memory.recall({ ...key, api: 1 }), undefined);
    assertEquals(await memory.recall({ ...key, site: "https://example.com/" }), undefined);
  }));

Deno.test("files have mode 0600, their folder 0700, and nothing else is left behind", () =>
  inFolder(async (parent) => {
    const folder = join(parent, "deep", "down");
    const memory = fileMemory(folder);
    await memory.remember(key, value);
    await memory.remember(key, value);
    const { mode } = await Deno.stat(await onlyFile(folder));
    assertEquals((mode ?? 0) & 0o777, 0o600);
    assertEquals(((await Deno.stat(folder)).mode ?? 0) & 0o777, 0o700);
  }));

Deno.test.each([
  ["is empty", ""],
  ["is cut off", '{"schema":1,"site":"https://www.exam'],
  ["has another schema", JSON.stringify({ ...value, schema: 2, site: key.site })],
  ["names another site", JSON.stringify({ ...value, schema: 1, site: "https://other.example/" })],
  [
    "holds an address that is no website",
    JSON.stringify({
      ...value,
      schema: 1,
      site: key.site,
      endpoint: { ...value.endpoint, url: "file:///etc/passwd" },
    }),
  ],
])("a file that %s counts as nothing", (_, content) =>
  inFolder(async (folder) => {
    const memory = fileMemory(folder);
    await memory.remember(key, value);
    await Deno.writeTextFile(await onlyFile(folder), content);
    assertEquals(await memory.recall(key), undefined);
  }));

Deno.test("a folder that cannot be written is no reason to fail", async () => {
  const memory = fileMemory("/dev/null/nowhere");
  await memory.remember(key, value);
  assertEquals(await memory.recall(key), undefined);
});

Deno.test("two writers at once leave one whole file", () =>
  inFolder(async (folder) => {
    const memory = fileMemory(folder);
    await Promise.all(Array.from({ length: 20 }, () => memory.remember(key, value)));
    assert((await Deno.readTextFile(await onlyFile(folder))).endsWith("}\n"));
    assertEquals(await memory.recall(key), value);
  }));
