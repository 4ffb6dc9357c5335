/** Encrypted archives are fetched with and without their password; only the proven are deleted. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import {
  connect,
  type DownloadedBackup,
  type DownloadEvent,
  type DownloadOptions,
  drain,
} from "../../mod.ts";
import { readManifest } from "../../src/files/manifest.ts";
import { isSitehaulError, type SitehaulError } from "../../src/base/errors.ts";
import {
  createSimulator,
  DEFAULT_SECRET,
  partOf,
  type Simulator,
} from "../../src/simulator/mod.ts";
import { sampleNamed } from "../archive/support/samples.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";

const SAMPLE = sampleNamed("small-jps-multipart");
const PASSWORD = SAMPLE.password ?? "";

interface Fetched {
  readonly simulator: Simulator;
  readonly result: DownloadedBackup | SitehaulError;
  readonly kinds: readonly string[];
}

/** Fetches the sample from a site; `change` changes the bytes of a part before. */
async function fetchSample(
  options: DownloadOptions,
  change: (bytes: Uint8Array, name: string) => Uint8Array = (bytes) => bytes,
): Promise<Fetched> {
  // Each time it is the same record, and that tells its time, too.
  const clock = () => new Date("2026-11-24T03:00:00Z");
  const simulator = createSimulator({ product: "joomla", version: "10.2.1", clock });
  // The site numbers the last piece first.
  const files = SAMPLE.parts.toSorted(({ file }) => file.endsWith(".jps") ? -1 : 1);
  const parts = await Promise.all(files.map(async ({ file }) => {
    const bytes = await Deno.readFile(join(SAMPLE.folder, file));
    return partOf(file, change(bytes, file));
  }));
  const { id } = simulator.site.addRecord({ parts });
  const client = await connect("https://www.example.com", {
    secret: DEFAULT_SECRET,
    transport: simulator.handle,
  });
  const events: DownloadEvent[] = [];
  const running = client.download(id, options);
  try {
    const result = await drain(running, (event) => events.push(event));
    return { simulator, result, kinds: events.map(({ type }) => type) };
  } catch (error) {
    assert(isSitehaulError(error));
    return { simulator, result: error, kinds: events.map(({ type }) => type) };
  }
}

function copiesOn({ site }: Simulator): number {
  return site.record(1)?.parts.length ?? 0;
}

Deno.test("an encrypted archive is proven with its password, and may then be deleted", () =>
  inFolder(async (dir) => {
    let asked = 0;
    const ask = () => {
      asked++;
      return Promise.resolve(PASSWORD);
    };
    const { result, simulator, kinds } = await fetchSample({
      dir,
      password: ask,
      deleteRemote: true,
    });
    assert(!isSitehaulError(result), `${result}`);
    assertEquals([result.isLocked, result.report?.ok, result.report?.files], [
      false,
      true,
      SAMPLE.file_count,
    ]);
    assertEquals([asked, copiesOn(simulator)], [1, 0]);
    assert(kinds.includes("verified") && kinds.includes("deleted"));
  }));

Deno.test("an encrypted archive without a password is fetched, and said to be locked", () =>
  inFolder(async (dir) => {
    const { result, kinds } = await fetchSample({ dir });
    assert(!isSitehaulError(result), `${result}`);
    assertEquals([result.isLocked, result.deletedRemote], [true, false]);
    assertEquals(result.report?.checksums, "match");
    assert(!kinds.includes("verified"));
    const { verification, parts } = await readManifest(result.manifest ?? "");
    assertEquals(verification, undefined);
    assertEquals(
      parts.map(({ name, sha256 }) => ({ file: name, sha256 })),
      SAMPLE.parts.map(({ file, sha256 }) => ({ file, sha256 })),
    );
    assertEquals((await namesIn(dir)).filter((name) => name.endsWith(".jps")).length, 1);
  }));

Deno.test("a locked archive is never deleted on the server, and that is an error", () =>
  inFolder(async (dir) => {
    const { result, simulator } = await fetchSample({ dir, deleteRemote: true });
    assert(isSitehaulError(result), "it should fail");
    assertEquals(result.code, "archive/password");
    assertStringIncludes(result.message, "not deleted from the server");
    assertEquals(copiesOn(simulator), SAMPLE.parts.length);
    assertEquals((await namesIn(dir)).filter((name) => /\.j(ps|\d\d)$/.test(name)).length, 3);
  }));

Deno.test("a wrong password is an error, and nothing is deleted", () =>
  inFolder(async (dir) => {
    for (const password of ["another", () => Promise.resolve("another")]) {
      const { result, simulator } = await fetchSample({ dir, password, deleteRemote: true });
      assert(isSitehaulError(result), "it should fail");
      assertEquals(result.code, "archive/password");
      assertStringIncludes(result.message, "the password is wrong");
      assertEquals(copiesOn(simulator), SAMPLE.parts.length);
    }
    // A slip of the pen is no damage.
    const { result } = await fetchSample({ dir, password: PASSWORD });
    assert(!isSitehaulError(result), `${result}`);
    assert(result.parts.every(({ wasThere }) => wasThere));
  }));

Deno.test.each<[string, (bytes: Uint8Array, name: string) => Uint8Array]>([
  ["its end", (bytes, name) => name.endsWith(".jps") ? bytes.subarray(0, -400) : bytes],
  ["bytes in the middle", (bytes, name) => {
    const cut = [...bytes.subarray(0, 1000), ...bytes.subarray(1500)];
    return name.endsWith(".j01") ? new Uint8Array(cut) : bytes;
  }],
])(
  "a locked archive that lacks %s is damaged, whatever the password",
  (_, change) =>
    inFolder(async (dir) => {
      const { result } = await fetchSample({ dir }, change);
      assert(isSitehaulError(result, "archive/damaged"), `${result}`);
      const again = await fetchSample({ dir });
      assert(!isSitehaulError(again.result), `${again.result}`);
      assert(again.result.parts.every(({ wasThere }) => !wasThere));
    }),
);

Deno.test("an archive whose password is the empty one is not locked", () =>
  inFolder(async (dir) => {
    const empty = sampleNamed("jps-empty-password");
    const simulator = createSimulator({ product: "joomla", version: "10.2.1" });
    const [{ file } = { file: "" }] = empty.parts;
    const bytes = await Deno.readFile(join(empty.folder, file));
    simulator.site.addRecord({ parts: [partOf(file, bytes)] });
    const transport = simulator.handle;
    const client = await connect("https://example.com", { secret: DEFAULT_SECRET, transport });
    const { isLocked, report } = await drain(client.download(1, { dir }));
    assertEquals([isLocked, report?.ok], [false, true]);
  }));
