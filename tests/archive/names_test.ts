/**
 * Names that are not UTF-8, or say so in ways of their own.
 */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { SitehaulError } from "../../src/base/errors.ts";
import { extractArchive } from "../../src/archive/extract.ts";
import { listArchive } from "../../src/archive/list.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import { allOf, treeOf, withFolder } from "./support/temporary.ts";
import { jpa, jps, pack } from "./support/writers.ts";
import { zipBytes, type ZipItem } from "./support/zip_writer.ts";

type Named = "site.zip" | "site.jpa" | "site.jps";

async function pathsOf(bytes: Uint8Array, name: Named, encoding?: string): Promise<string[]> {
  let paths: string[] = [];
  await withFolder(async (folder) => {
    await Deno.writeFile(join(folder, name), bytes);
    const options = { encoding, password: "pw" };
    const entries = await Array.fromAsync(listArchive(join(folder, name), options));
    paths = entries.map(({ path, target }) => target === null ? path : `${path} -> ${target}`);
  });
  return paths;
}

const bytesOf = (...bytes: number[]) => Uint8Array.from(bytes);
const utf8 = (text: string) => new TextEncoder().encode(text);

/** `größe` in cp437, in cp850 (both the same), and in windows-1252. */
const DOS = bytesOf(0x67, 0x72, 0x94, 0xe1, 0x65);
const WINDOWS = bytesOf(0x67, 0x72, 0xf6, 0xdf, 0x65);

/** The field of Info-ZIP. */
function unicodePath(name: Uint8Array, text: string, { version = 1, crc = crc32(name) } = {}) {
  const content = pack([version, 1], [crc, 4], utf8(text));
  return pack([0x7075, 2], [content.length, 2], content);
}

function zipped(path: Uint8Array | string, more: Partial<ZipItem> = {}): Uint8Array {
  return zipBytes([{ path, data: "x", isUtf8: false, ...more }]);
}

Deno.test("a name in a ZIP that is not UTF-8 is read as cp437, or as what is given", async () => {
  assertEquals(await pathsOf(zipped(DOS), "site.zip"), ["größe"]);
  assertEquals(await pathsOf(zipped(WINDOWS), "site.zip", "windows-1252"), ["größe"]);
  assertEquals(await pathsOf(zipped(bytesOf(0x9b, 0xb5)), "site.zip"), ["¢╡"]);
  assertEquals(await pathsOf(zipped(bytesOf(0x9b, 0xb5)), "site.zip", "CP850"), ["øÁ"]);
  assertEquals(await pathsOf(zipped(bytesOf(0x8f, 0xe0)), "site.zip", "ibm866"), ["Пр"]);
  assertEquals(await pathsOf(zipped(bytesOf(0x93, 0xfa, 0x96, 0x7b)), "site.zip", "shift_jis"), [
    "日本",
  ]);
});

Deno.test("a name in a ZIP that is valid UTF-8 is UTF-8, flag or not", async () => {
  assertEquals(await pathsOf(zipped("größe"), "site.zip"), ["größe"]);
  assertEquals(await pathsOf(zipped("größe"), "site.zip", "windows-1252"), ["größe"]);
  assertEquals(await pathsOf(zipped("größe", { isUtf8: true }), "site.zip"), ["größe"]);
  // One that only says so is spelled byte by byte.
  assertEquals(await pathsOf(zipped(WINDOWS, { isUtf8: true }), "site.zip"), ["gr%F6%DFe"]);
});

Deno.test("the name in the field for Unicode comes first, if it belongs to the name", async () => {
  const name = utf8("gr__e");
  const named = async (field: Uint8Array) =>
    await pathsOf(zipped(name, { recordExtra: field, extra: field }), "site.zip");
  assertEquals(await named(unicodePath(name, "größe")), ["größe"]);
  assertEquals(await named(unicodePath(name, "größe", { crc: 7 })), ["gr__e"]);
  assertEquals(await named(unicodePath(name, "größe", { version: 2 })), ["gr__e"]);
  assertEquals(await named(pack([0x7075, 2], [200, 2], "cut")), ["gr__e"]);
  const others = pack([0x5455, 2], [5, 2], [1, 1], [0, 4]);
  assertEquals(await named(pack(others, unicodePath(name, "größe"))), ["größe"]);
});

Deno.test("without the directory, the field in the local header counts", async () => {
  const name = utf8("gr__e");
  const whole = zipped(name, { extra: unicodePath(name, "größe") });
  await withFolder(async (folder) => {
    const path = join(folder, "site.zip");
    await Deno.writeFile(path, whole.subarray(0, whole.length - 30));
    const to = join(folder, "to");
    await allOf(extractArchive(path, { to })).catch(() => {});
    assertEquals(await treeOf(to), ["größe"]);
  });
});

Deno.test("in JPA and JPS, a name that is not UTF-8 is decoded only on request", async () => {
  const items = [
    { path: WINDOWS, data: "x" },
    { path: "link", type: "link" as const, data: WINDOWS },
  ];
  for (
    const [bytes, name] of [
      [jpa(items), "site.jpa"],
      [jps(items, { password: "pw" }), "site.jps"],
    ] as const
  ) {
    assertEquals(await pathsOf(bytes, name), ["gr%F6%DFe", "link -> gr%F6%DFe"]);
    assertEquals(await pathsOf(bytes, name, "latin1"), ["größe", "link -> größe"]);
  }
});

Deno.test("blanks in names stay, also where bytes are spelled", async () => {
  const names = [" a", "b ", "c  d", " "];
  assertEquals(await pathsOf(zipBytes(names.map((path) => ({ path }))), "site.zip"), names);
  assertEquals(await pathsOf(jpa(names.map((path) => ({ path }))), "site.jpa"), names);
  const mixed = pack(" x ", bytesOf(0xff), " ");
  assertEquals(await pathsOf(jpa([{ path: mixed }]), "site.jpa"), [" x %FF "]);
});

Deno.test("how a name was read is a warning", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "site.zip");
    await Deno.writeFile(path, zipped(DOS));
    const { ok, problems: [problem] } = await verifyArchive(path);
    assertEquals([ok, problem?.code, problem?.severity], [true, "name-not-utf8", "warning"]);
    assertStringIncludes(problem?.message ?? "", "read as cp437");
  });
});

Deno.test("an encoding that does not exist is refused", async () => {
  const error = await assertRejects(
    () => verifyArchive("x.zip", { encoding: "cp000" }),
    SitehaulError,
  );
  assertEquals(error.code, "usage/value");
  assertStringIncludes(error.message, '"cp000"');
});

Deno.test("a decoded name cannot lead out of the folder", async () => {
  // In shift_jis the second byte of a character may be that of a backslash.
  await withFolder(async (folder) => {
    const path = join(folder, "site.zip");
    await Deno.writeFile(
      path,
      zipBytes([
        { path: pack("..", bytesOf(0x5c), "evil", bytesOf(0xff)), data: "x", isUtf8: false },
        { path: pack("../evil", bytesOf(0x94)), data: "x", isUtf8: false },
      ]),
    );
    const to = join(folder, "a", "to");
    for (const encoding of [undefined, "windows-1252"]) {
      await allOf(extractArchive(path, { to, encoding })).catch(() => {});
    }
    assertEquals((await treeOf(folder)).filter((name) => name.includes("evil")), []);
  });
});
