/** Headers that say what cannot be, one field at a time. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { SitehaulError } from "../../src/base/errors.ts";
import { readJpaHeader } from "../../src/archive/jpa_header.ts";
import { readJpsEntity, readJpsHeader } from "../../src/archive/jps_header.ts";
import { verifyArchive } from "../../src/archive/verify.ts";
import type { VerifyReport } from "../../src/archive/report.ts";
import { jpa, jpaHeader, jps, pack, zip } from "./support/writers.ts";
import { withFolder } from "./support/temporary.ts";

const PASSWORD = "correct horse";
const ITEMS = [{ path: "a.txt", data: "x".repeat(1500), method: 1 }, { path: "b", data: "y" }];

/** Verifies bytes as an archive of that kind. */
async function judge(bytes: Uint8Array, kind: string, password?: string): Promise<VerifyReport> {
  let report: VerifyReport | undefined;
  await withFolder(async (folder) => {
    await Deno.writeFile(`${folder}/site.${kind}`, bytes);
    report = await verifyArchive(`${folder}/site.${kind}`, { password });
  });
  if (report === undefined) throw new Error("nothing was verified");
  return report;
}

/** A copy in which the bytes from `at` on are others. */
function patched(bytes: Uint8Array, at: number, ...others: number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(others, at < 0 ? copy.length + at : at);
  return copy;
}

function indexOf(bytes: Uint8Array, mark: string, from = 0): number {
  return new TextDecoder("latin1").decode(bytes).indexOf(mark, from);
}

const locked = jps(ITEMS, { password: PASSWORD });
const second = indexOf(locked, "JPF", indexOf(locked, "JPF") + 3);
const end = indexOf(locked, "JPE");

Deno.test("without its password an undamaged archive has nothing against it but that", async () => {
  const { problems } = await judge(locked, "jps");
  assertEquals(problems.map(({ code }) => code), ["password"]);
});

// The first entry is what tells that a password is wanted: the damage is behind it.
Deno.test.each<[string, Uint8Array, string, RegExp]>([
  ["an entry without its signature", patched(locked, second, 0), "entry-header", /signature/],
  ["a cut entry", locked.subarray(0, second + 5), "entry-header", /signature/],
  ["an entry header of no length", patched(locked, second + 3, 0, 0), "entry-header", /damaged/],
  [
    "an entry header longer than the archive",
    patched(locked, second + 3, 0xff, 0xff),
    "entry-header",
    /damaged/,
  ],
  ["no record at the end", locked.subarray(0, end), "end-record", /cut off/],
  ["a cut record at the end", locked.subarray(0, end + 8), "end-record", /cut off/],
  ["another number of entries", patched(locked, end + 5, 9), "count", /declares 9 entries/],
  ["another size", patched(locked, -4, 9), "total-size", /stored bytes/],
])("without the password %s is seen all the same", async (_, bytes, code, message) => {
  const { ok, problems } = await judge(bytes, "jps");
  assertEquals([ok, problems.some((problem) => problem.code === code)], [false, true], code);
  assertMatch(problems.map((problem) => problem.message).join("\n"), message);
});

Deno.test.each<[string, Uint8Array, RegExp]>([
  ["is cut off", locked.subarray(0, 6), /cut off/],
  ["says it is longer than the archive", patched(locked, 6, 0xff, 0xff), /cut off/],
  ["is of version 1.9", patched(locked, 3, 1, 9), /JPS 1\.9 .*2\.0 is/],
  ["is of version 3.0", patched(locked, 3, 3, 0), /JPS 3\.0 is not supported/],
  ["has a key header of no length", patched(locked, 12, 0, 0), /how the key is derived/],
  ["has another extra header only", patched(locked, 10, 2), /how the key is derived/],
  ["wants an unknown digest", patched(locked, 14, 7), /unknown digest 7/],
  ["wants no round of the key at all", patched(locked, 15, 0, 0, 0, 0), /0 iterations/],
  ["wants rounds without end", patched(locked, 15, 0xff, 0xff, 0xff, 0x7f), /iterations/],
])("a JPS header that %s is said so", async (_, bytes, message) => {
  const header = readJpsHeader(bytes);
  assertMatch("message" in header ? header.message : "", message);
  const { ok } = await judge(bytes, "jps", PASSWORD);
  assertEquals(ok, false);
});

const manyKeys = jps(ITEMS, { password: PASSWORD, isStatic: false });

Deno.test("an archive with a key for each blob may ask for far fewer rounds than one with a single key", async () => {
  const rounds = (bytes: Uint8Array, count: number) =>
    readJpsHeader(patched(bytes, 15, ...pack([count, 4])));
  assert(!("code" in rounds(locked, 1_000_000)));
  assert(!("code" in rounds(manyKeys, 20_000)));
  for (const [bytes, count] of [[locked, 1_000_001], [manyKeys, 20_001]] as const) {
    const header = rounds(bytes, count);
    assertMatch("message" in header ? header.message : "", new RegExp(`take ${count} iterations`));
  }
  const { ok, problems } = await judge(
    patched(manyKeys, 15, ...pack([20_001, 4])),
    "jps",
    PASSWORD,
  );
  assertEquals([ok, problems[0]?.code], [false, "header"]);
});

Deno.test("a blob cannot ask for a key of its own where the archive has one for all", async () => {
  assertEquals((await judge(manyKeys, "jps", PASSWORD)).ok, true);
  const single = patched(manyKeys, 19, 1);
  assertEquals((await judge(single, "jps", PASSWORD)).problems[0]?.code, "password");
});

Deno.test("a search for entries that make sense ends after a thousand that do not", async () => {
  const blob = pack(new Uint8Array(48), "JPST", new Uint8Array(64), "JPIV", new Uint8Array(16));
  const entity = pack("JPF", [blob.length + 4, 2], [48, 2], blob, [48, 4]);
  const body = manyKeys.subarray(0, indexOf(manyKeys, "JPE"));
  const rest = manyKeys.subarray(indexOf(manyKeys, "JPF"));
  const report = async (count: number) =>
    await judge(pack(body, ...Array<Uint8Array>(count).fill(entity), rest), "jps", PASSWORD);
  assertEquals((await report(900)).entries, 4);
  assertEquals((await report(1100)).entries, 2);
});

Deno.test("whoever gives the wrong password is asked once, also behind damage", async () => {
  const first = indexOf(locked, "JPF");
  let asked = 0;
  await withFolder(async (folder) => {
    await Deno.writeFile(`${folder}/site.jps`, patched(locked, first, 0));
    const password = () => {
      asked++;
      return Promise.resolve("wrong");
    };
    await verifyArchive(`${folder}/site.jps`, { password });
  });
  assertEquals(asked, 1);
});

Deno.test("a decrypted entity that makes no sense is none", () => {
  const entity = pack([1, 2], "a", [1, 1], [0, 1], [5, 4], [0o644, 4], [0, 4]);
  assertEquals(readJpsEntity(entity)?.type, "file");
  for (
    const wrong of [
      new Uint8Array(1),
      pack([0, 2], [1, 1], [0, 1], [5, 4], [0o644, 4], [0, 4]),
      entity.subarray(0, -1),
      patched(entity, 3, 9),
      patched(entity, 4, 3),
    ]
  ) assertEquals(readJpsEntity(wrong), undefined);
});

const plain = jpa(ITEMS);

Deno.test.each<[string, Uint8Array, RegExp]>([
  ["is cut off", plain.subarray(0, 10), /cut off/],
  ["is of version 2.0", patched(plain, 5, 2, 0), /JPA 2\.0 is not supported/],
  ["is of version 1.9", patched(plain, 5, 1, 9), /JPA 1\.9 is not supported/],
  ["says it is shorter than it can be", patched(plain, 3, 5, 0), /cannot be 5 bytes long/],
  ["says it is longer than the archive", patched(plain, 3, 0xff, 0xff), /65535 bytes/],
  [
    "has an extra header that is cut off",
    patched(jpaHeader(1, 1, 1), 3, 22, 0),
    /cannot be 22|cut off/,
  ],
  [
    "has an extra header of no length",
    patched(jpaHeader(1, 1, 1, 2), 23, 0, 0),
    /extra header|does not fit/,
  ],
])("a JPA header that %s is said so", async (_, bytes, message) => {
  const padded = pack(bytes, new Uint8Array(4));
  const header = readJpaHeader(bytes.length < 19 ? bytes : padded);
  assertMatch("message" in header ? header.message : "", message);
  assertEquals((await judge(bytes, "jpa")).ok, false);
});

Deno.test.each<[string, (bytes: Uint8Array) => Uint8Array, string]>([
  ["holds less than it declares", (bytes) => declared(bytes, 9000), "size"],
  ["holds more than it declares", (bytes) => declared(bytes, 10), "size"],
])("a file in a JPS archive that %s is damaged", async (_, change, code) => {
  const { ok, problems } = await judge(change(locked), "jps", PASSWORD);
  assertEquals([ok, problems.some((problem) => problem.code === code)], [false, true]);
});

/** The archive made anew with another size of its first file. */
function declared(_: Uint8Array, size: number): Uint8Array {
  const [first, ...others] = ITEMS;
  return jps([{ ...first, path: "a.txt", size }, ...others], { password: PASSWORD });
}

Deno.test.each<[string, number[]]>([
  ["an extra field of no length", [0x00, 0x01, 0x00, 0x00]],
  ["an extra field longer than its header", [0x00, 0x01, 0xff, 0x00]],
])("a JPA entry with %s is damaged", async (_, extra) => {
  const at = indexOf(plain, "JPF") + 21 + "a.txt".length;
  const { ok, problems } = await judge(patched(plain, at, ...extra), "jpa");
  assertEquals([ok, problems[0]?.code], [false, "entry-header"]);
});

Deno.test("a JPA entry whose name is longer than its header, or whose header is cut, is damaged", async () => {
  const at = indexOf(plain, "JPF");
  const long = await judge(patched(plain, at + 5, 0xff, 0x7f), "jpa");
  assertEquals([long.ok, long.problems[0]?.code], [false, "entry-header"]);
  const cut = await judge(plain.subarray(0, at + 12), "jpa");
  assertEquals([cut.ok, cut.problems.some(({ code }) => code === "truncated")], [false, true]);
});

Deno.test("a stored file in a ZIP archive whose size is another one is damaged, whatever its checksum", async () => {
  const bytes = await zip([{ path: "a.txt", data: "x".repeat(100) }]);
  const [local, central] = [indexOf(bytes, "PK\x03\x04"), indexOf(bytes, "PK\x01\x02")];
  assertEquals((await judge(bytes, "zip")).ok, true);
  const other = patched(patched(bytes, local + 22, 99), central + 24, 99);
  const { ok, problems } = await judge(other, "zip");
  assertEquals([ok, problems.map(({ code }) => code)], [false, ["entry-size"]]);
});

Deno.test("an archive that gets shorter while it is read is damaged", async () => {
  const data = new Uint8Array(6 << 20);
  await withFolder(async (folder) => {
    const path = `${folder}/site.jpa`;
    await Deno.writeFile(path, jpa([{ path: "a", data }, { path: "b", data }]));
    let isCut = false;
    const onProgress = () => {
      if (!isCut) Deno.truncateSync(path, 4 << 20);
      isCut = true;
    };
    const { ok, problems } = await verifyArchive(path, { onProgress });
    assertEquals([ok, problems[0]?.code, problems[0]?.entry], [false, "size", "a"]);
  });
});

Deno.test("a folder in the place of a part, and a part that cannot be read, are wrong values", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/site.jpa`);
    const error = await assertRejects(() => verifyArchive(`${folder}/site.jpa`), SitehaulError);
    assertEquals(error.code, "usage/value");
    assertMatch(error.message, /it is not a file/);
  });
});

Deno.test("a part that the manifest does not know is told", async () => {
  await withFolder(async (folder) => {
    await Deno.writeFile(`${folder}/site.jpa`, plain);
    const part = { name: "other.jpa", size: 1, sha256: "a".repeat(64) };
    const manifest = { schema: 1 as const, site: "https://a.example/", record: 1, parts: [part] };
    const { ok, problems } = await verifyArchive(`${folder}/site.jpa`, { manifest });
    assertEquals([ok, problems.some(({ code }) => code === "part-extra")], [false, true]);
  });
});

Deno.test("a link whose target is longer than any path has none", async () => {
  const { problems } = await judge(
    jpa([{ path: "a", type: "link", data: "x".repeat(200_000) }]),
    "jpa",
  );
  assertEquals(problems.map(({ severity }) => severity), ["unsafe"]);
});
