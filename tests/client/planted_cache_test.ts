/** What somebody else has put into the cache does not decide where a secret goes. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { connect, detect, fileMemory } from "../../mod.ts";
import { createSimulator, DEFAULT_SECRET } from "../../src/simulator/mod.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { cli } from "../cli/fake_world.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";

const SITE = "https://shop.example.com/";
const IS_ROOT = Deno.uid() === 0;
const STRANGER = 54321;

interface Scene {
  readonly folder: string;
  /** The file of the cache that knows the site. */
  readonly file: string;
  readonly transport: Transport;
  /** The origins that got the Secret Word. */
  readonly trusted: readonly string[];
  readonly notices: string[];
  /** Lets the file name another endpoint. */
  readonly plant: (url: string) => Promise<void>;
  /** Connects as the next command does, and asks for the profiles. */
  readonly use: () => Promise<void>;
}

/** A site that the cache knows. */
function withCache(test: (scene: Scene) => Promise<void>): Promise<void> {
  return inFolder(async (parent) => {
    const folder = join(parent, "cache");
    const { handle } = createSimulator({ product: "joomla", version: "10.2.1" });
    const trusted: string[] = [];
    const transport: Transport = async (request) => {
      if (request.headers.has("x-akeeba-auth")) trusted.push(new URL(request.url).origin);
      return await handle(request);
    };
    const notices: string[] = [];
    const onRefusal = (text: string) => void notices.push(text);
    const options = () => ({
      secret: DEFAULT_SECRET,
      transport,
      attempts: 1,
      memory: fileMemory(folder, { onRefusal }),
      onNotice: onRefusal,
    });
    await detect(SITE, options());
    const [name = ""] = await namesIn(folder);
    const file = join(folder, name);
    trusted.length = 0;
    await test({
      folder,
      file,
      transport,
      trusted,
      notices,
      plant: async (url) => {
        const entry = JSON.parse(await Deno.readTextFile(file));
        entry.endpoint.url = url;
        await Deno.writeTextFile(file, JSON.stringify(entry));
      },
      use: async () => {
        const client = await connect(SITE, options());
        assertEquals((await client.profiles()).length, 1);
      },
    });
  });
}

const QUERY = "index.php?option=com_akeebabackup&view=api&format=raw";

Deno.test("what one's own cache knows is used", () =>
  withCache(async ({ trusted, notices, use }) => {
    await use();
    assertEquals([trusted.length, notices], [1, []]);
  }));

Deno.test.each([
  "https://evil.example/",
  "https://other.example.com/",
  "https://shop.example.com:8443/",
  "https://shop.example.com.evil.example/",
  "http://shop.example.com/",
  "http://shop.example.com:443/",
])(
  "an entry of the cache that points to %s is not used",
  (planted) =>
    withCache(async ({ trusted, plant, use, notices }) => {
      await plant(planted + QUERY);
      await use();
      assertEquals(new Set(trusted), new Set(["https://shop.example.com"]));
      assert(trusted.length > 1, "the site was not searched again");
      // Where http was found for lack of https, that is no reason for a warning.
      if (!planted.startsWith("http:")) assertMatch(notices.join(), /^The cache has .* not used$/);
    }),
);

Deno.test("an entry that points to a relative of the site is used", () =>
  withCache(async ({ trusted, plant, use }) => {
    await plant(`https://example.com/${QUERY}`);
    await use();
    assertEquals(trusted, ["https://example.com"]);
  }));

Deno.test.each<[string, number, number]>([
  ["a cache folder that everybody may write to", 0o777, 0o600],
  ["a cache folder with a sticky bit", 0o1777, 0o600],
  ["an entry that everybody may write to", 0o700, 0o666],
])(
  "%s is not used",
  (_, folderMode, fileMode) =>
    withCache(async ({ folder, file, trusted, plant, use, notices }) => {
      await plant(`https://example.com/${QUERY}`);
      await Deno.chmod(folder, folderMode);
      await Deno.chmod(file, fileMode);
      await use();
      assertEquals(new Set(trusted), new Set(["https://shop.example.com"]));
      assertEquals(notices.length, 1);
      assertMatch(notices.join(), /^The site cache .* is not used: .*can be written by everybody/);
    }),
);

Deno.test({
  name: "what another user has put into the cache is not used, nor is a cache of another user's",
  ignore: !IS_ROOT,
  fn: async () => {
    for (const [whole, owned] of [[false, true], [true, false]]) {
      await withCache(async ({ folder, file, trusted, plant, notices, use }) => {
        await plant(`https://example.com/${QUERY}`);
        if (owned) await Deno.chown(file, STRANGER, STRANGER);
        if (whole) await Deno.chown(folder, STRANGER, STRANGER);
        await use();
        assertEquals(new Set(trusted), new Set(["https://shop.example.com"]));
        assertMatch(notices.join(), /belongs to another user \(uid 54321\)/);
      });
    }
  },
});

Deno.test({
  name: "a link in the place of an entry is not followed to another user's file",
  ignore: !IS_ROOT,
  fn: () =>
    withCache(async ({ folder, file, trusted, plant, use }) => {
      await plant(`https://example.com/${QUERY}`);
      const elsewhere = join(folder, "..", "planted.json");
      await Deno.rename(file, elsewhere);
      await Deno.chown(elsewhere, STRANGER, STRANGER);
      await Deno.symlink(elsewhere, file);
      await use();
      assertEquals(new Set(trusted), new Set(["https://shop.example.com"]));
    }),
});

Deno.test("nothing is written into a cache folder that others may write to", () =>
  withCache(async ({ folder, file, use }) => {
    await Deno.remove(file);
    await Deno.chmod(folder, 0o777);
    await use();
    assertEquals(await namesIn(folder), []);
  }));

Deno.test("a command says once that the cache is not used, and goes on without it", () =>
  withCache(async ({ folder, plant, trusted, transport }) => {
    await plant(`https://example.com/${QUERY}`);
    await Deno.chmod(folder, 0o777);
    const { status, stderr } = await cli(["list", SITE], {
      transport,
      variables: { SITEHAUL_SECRET: DEFAULT_SECRET, SITEHAUL_CACHE: folder },
    });
    assertEquals(status, 0, stderr);
    assertEquals(new Set(trusted), new Set(["https://shop.example.com"]));
    assertEquals(stderr.match(/The site cache .* is not used/g)?.length, 1, stderr);
  }));
