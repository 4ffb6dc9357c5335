/** Parts from a folder that is reached by FTP or SFTP, here one in memory. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { connect, SitehaulError } from "../../mod.ts";
import { downloadParts, type PartsOptions } from "../../src/mod.ts";
import { createSimulator, DEFAULT_SECRET, partOf } from "../../src/simulator/mod.ts";
import { seededBytes } from "../../src/simulator/setup/content.ts";
import { inFolder } from "../support/in_folder.ts";
import { readOnlyStore } from "./read_only_store.ts";

const CONTENT = ["site.jpa", "site.j01", "site.j02", "site.j03"].map((name, index) => ({
  name,
  bytes: seededBytes(50_000 + index, index),
}));

interface Reads {
  /** Where reading began, by the calls. */
  readonly from: readonly number[];
  /** How many files were read at the same time, at most. */
  readonly most: number;
}

interface Flaws {
  /** Reading fails at first, so often, after the first bytes. */
  readonly failures?: number;
  /** The size that a file has there. */
  readonly sizeOf?: (size: number) => number | undefined;
}

async function download(
  options: PartsOptions,
  { failures = 0, sizeOf = (size) => size }: Flaws = {},
): Promise<Reads> {
  const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
  const { id } = simulator.site.addRecord({
    parts: CONTENT.map(({ name, bytes }) => partOf(name, bytes)),
  });
  const { connections = 1 } = options;
  const nextTurn = () => new Promise((resolve) => setTimeout(resolve, 1));
  const from: number[] = [];
  let [now, most, left] = [0, 0, failures];
  const bytesOf = (name: string) => CONTENT.find((each) => each.name === name)?.bytes;
  const store = readOnlyStore({
    sizeOf: (name) => sizeOf(bytesOf(name)?.length ?? 0),
    async *read(name, { from: start = 0 }) {
      from.push(start);
      most = Math.max(most, ++now);
      try {
        // All that may be read is begun before one of them ends.
        for (let turn = 0; most < connections && turn < 1000; turn++) await nextTurn();
        for (let at = start; at < 50_000; at += 10_000) {
          await nextTurn();
          yield bytesOf(name)?.subarray(at, at + 10_000) ?? new Uint8Array();
          if (left > 0 && left-- > 0) throw new SitehaulError("network/reset", "Cut off");
        }
        yield bytesOf(name)?.subarray(Math.max(50_000, start)) ?? new Uint8Array();
      } finally {
        now--;
      }
    },
  });
  const client = await connect("https://www.example.com", {
    secret: DEFAULT_SECRET,
    transport: simulator.handle,
    sleep: () => Promise.resolve(),
  });
  for await (const _ of downloadParts(client, id, { ...options, store }));
  for (const { name, bytes } of CONTENT) {
    assertEquals(await Deno.readFile(join(options.dir, name)), bytes);
  }
  assert(!simulator.requests.some(({ apiMethod }) => apiMethod?.startsWith("download")));
  return { from, most };
}

Deno.test("parts come from a store one after the other, unless several are asked for", async () => {
  await inFolder(async (dir) => assertEquals((await download({ dir })).most, 1));
  await inFolder(async (dir) => assertEquals((await download({ dir, connections: 3 })).most, 3));
});

Deno.test("a part that breaks off goes on from there, three times at most", async () => {
  await inFolder(async (dir) => {
    const { from } = await download({ dir }, { failures: 2 });
    assertEquals(from, [0, 10_000, 20_000, 0, 0, 0]);
  });
  await inFolder(async (dir) => {
    const error = await download({ dir }, { failures: 3 }).catch((error) => error);
    assertEquals(error.code, "network/reset");
    assertMatch(error.message, /^Cut off; [\d.]+ of [\d.]+ KiB are kept$/);
  });
});

Deno.test("a folder without the file, or with one of another size, is the wrong one", () =>
  inFolder(async (dir) => {
    for (
      const [code, sizeOf] of [
        ["download/no-files", () => undefined],
        ["download/failed", (size: number) => size - 1],
      ] as const
    ) {
      const error = await download({ dir }, { sizeOf }).catch((error) => error);
      assertEquals(error.code, code);
      assertMatch(error.message, /site\.jpa .*in the folder of the URL/);
    }
  }));

Deno.test("a file that is another one when it is gone on with is not put together from both", () =>
  inFolder(async (dir) => {
    let looks = 0;
    const sizeOf = (size: number) => looks++ === 0 ? size : size + 1;
    const error = await download({ dir }, { failures: 1, sizeOf }).catch((error) => error);
    assertEquals([error.code, looks], ["download/failed", 2]);
    assertEquals((await Deno.stat(join(dir, ".site.jpa.part"))).size, 0);
  }));

Deno.test("a download ends when it is called off, though the store goes on being silent", () =>
  inFolder(async (dir) => {
    const controller = new AbortController();
    const reason = new SitehaulError("interrupted", "Called off");
    const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
    const { id } = simulator.site.addRecord({
      parts: [partOf("site.jpa", new Uint8Array(50_000))],
    });
    const store = readOnlyStore({
      sizeOf: () => 50_000,
      async *read() {
        yield new Uint8Array(10_000);
        controller.abort(reason);
        await new Promise(() => {});
      },
    });
    const transport = simulator.handle;
    const client = await connect("https://www.example.com", { secret: DEFAULT_SECRET, transport });
    const { signal } = controller;
    const fetching = Array.fromAsync(downloadParts(client, id, { dir, store, signal }));
    assertEquals(await fetching.catch((error) => error), reason);
    assertEquals((await Deno.stat(join(dir, ".site.jpa.part"))).size, 10_000);
  }));

const graph = z.object({
  roots: z.array(z.string()),
  modules: z.array(z.object({
    specifier: z.string(),
    dependencies: z.array(z.object({
      specifier: z.string(),
      isDynamic: z.boolean().optional(),
      code: z.object({ specifier: z.string().optional() }).optional(),
    })).optional(),
  })),
});

Deno.test("whoever fetches nothing by FTP or SFTP does not load what it takes", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", fileURLToPath(new URL("../../mod.ts", import.meta.url))],
    stderr: "null",
  }).output();
  const { roots, modules } = graph.parse(JSON.parse(new TextDecoder().decode(stdout)));
  const loaded = new Set<string>(roots);
  for (const each of loaded) {
    const found = modules.find(({ specifier }) => specifier === each);
    for (const { isDynamic = false, code } of found?.dependencies ?? []) {
      if (!isDynamic && code?.specifier !== undefined) loaded.add(code.specifier);
    }
  }
  const names = [...loaded].join("\n");
  assert(loaded.size > 50 && names.includes("/src/stores/open_store.ts"), names);
  assert(!/ssh2|basic-ftp|\/(?:s?ftp|folder)\.ts/.test(names), names);
});
