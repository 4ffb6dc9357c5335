/**
 * Root does not extract where others may write, unless that is asked for.
 */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { ArchiveError } from "../../src/archive/problem.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { fileURLToPath } from "node:url";
import { withOther } from "../support/other_user.ts";
import { extract } from "./support/extracting.ts";
import { treeOf, withFolder } from "./support/temporary.ts";
import { type Item, jpa } from "./support/writers.ts";

const EXTRACT_HERE = fileURLToPath(new URL("./support/extract_here.ts", import.meta.url));

const SOMEBODY = 65534;
const ITEMS: readonly Item[] = [
  { path: "a.txt", data: "a" },
  { path: "cache/b.txt", data: "b" },
  { path: "new/c.txt", data: "c" },
];

/** A folder, and what somebody else has done to it and around it. */
type Arrange = (folder: string) => Promise<string>;

async function made(path: string, mode: number, owner = 0, group = 0): Promise<string> {
  await Deno.mkdir(path);
  await Deno.chown(path, owner, group);
  await Deno.chmod(path, mode);
  return path;
}

const REFUSED: Readonly<Record<string, Arrange>> = {
  "that everybody may write into": (folder) => made(join(folder, "to"), 0o777),
  "of another user": (folder) => made(join(folder, "to"), 0o755, SOMEBODY),
  "that another group may write into": (folder) => made(join(folder, "to"), 0o775, 0, SOMEBODY),
  "that everybody may write into, though not delete": (folder) => made(join(folder, "to"), 0o1777),
  "in a folder of another user": async (folder) =>
    await made(join(await made(join(folder, "home"), 0o755, SOMEBODY), "to"), 0o755),
  "of another user in a folder like /tmp": async (folder) =>
    await made(join(await made(join(folder, "tmp"), 0o1777), "to"), 0o755, SOMEBODY),
  "that a link of another user leads to": async (folder) => {
    const home = await made(join(folder, "home"), 0o755, SOMEBODY);
    await made(join(folder, "own"), 0o755);
    await Deno.symlink("../own", join(home, "to"));
    return join(home, "to");
  },
  "that a link leads to by way of another user's folder": async (folder) => {
    const home = await made(join(folder, "home"), 0o755, SOMEBODY);
    await made(join(folder, "own"), 0o755);
    await Deno.symlink(join(folder, "own"), join(home, "link"));
    await Deno.symlink("./home/link", join(folder, "to"));
    return join(folder, "to");
  },
};

const ALLOWED: Readonly<Record<string, Arrange>> = {
  "of its own": (folder) => made(join(folder, "to"), 0o755),
  "that its own group may write into": (folder) => made(join(folder, "to"), 0o775),
  "of its own in a folder like /tmp": async (folder) =>
    await made(join(await made(join(folder, "tmp"), 0o1777), "to"), 0o755),
  "that its own link leads to": async (folder) => {
    await made(join(folder, "own"), 0o755);
    await Deno.symlink("own", join(folder, "to"));
    return join(folder, "to");
  },
};

for (const [which, arrange] of Object.entries(REFUSED)) {
  Deno.test({
    ...withOther(`root does not extract into a folder ${which}, unless it is asked to`),
    fn: () =>
      withFolder(async (folder) => {
        const to = await arrange(folder);
        const error = await assertRejects(() => extract(folder, ITEMS, { to }), SitehaulError);
        assertEquals([error.code, error.exit], ["file/write", 104]);
        assertStringIncludes(error.hint ?? "", "`allowShared: true`");
        assertEquals(await treeOf(await Deno.realPath(to)), []);
        const [, { ok, files }] = await extract(folder, ITEMS, { to, allowShared: true });
        assertEquals([ok, files], [true, 3]);
      }),
  });
}

Deno.test({
  ...withOther(
    "root makes no folder where a link of another user leads, but one in a folder like /tmp",
  ),
  fn: () =>
    withFolder(async (folder) => {
      const home = await made(join(folder, "home"), 0o755, SOMEBODY);
      const own = await made(join(folder, "own"), 0o755);
      await Deno.symlink("../own", join(home, "to"));
      const error = await assertRejects(
        () => extract(folder, ITEMS, { to: join(home, "to", "new", "deep") }),
        SitehaulError,
      );
      assertStringIncludes(error.hint ?? "", "`allowShared: true`");
      assertEquals(await treeOf(own), []);
      const open = await made(join(folder, "tmp"), 0o1777);
      const [, { ok }] = await extract(folder, ITEMS, { to: join(open, "new", "deep") });
      assertEquals(ok, true);
    }),
});

for (const [which, arrange] of Object.entries(ALLOWED)) {
  Deno.test({
    ...withOther(`root extracts into a folder ${which}`),
    fn: () =>
      withFolder(async (folder) => {
        const to = await arrange(folder);
        const [, { ok, files }] = await extract(folder, ITEMS, { to });
        assertEquals([ok, files], [true, 3]);
        assertEquals(await treeOf(await Deno.realPath(to)), [
          "a.txt",
          "cache",
          "cache/b.txt",
          "new",
          "new/c.txt",
        ]);
      }),
  });
}

Deno.test({
  ...withOther("root leaves out what belongs into a folder of another user within its own"),
  fn: () =>
    withFolder(async (folder) => {
      const to = await made(join(folder, "to"), 0o755);
      await made(join(to, "cache"), 0o755, SOMEBODY);
      const error = await assertRejects(() => extract(folder, ITEMS, { to }), ArchiveError);
      assertEquals(error.problems.map(({ entry, code }) => `${entry}: ${code}`), [
        "cache/b.txt: target-shared",
      ]);
      assertStringIncludes(error.hint ?? "", "`allowShared: true`");
      assertEquals(await treeOf(to), ["a.txt", "cache", "new", "new/c.txt"]);
    }),
});

Deno.test({
  ...withOther("a generous umask does not make root's own new folders strange to it"),
  fn: () =>
    withFolder(async (folder) => {
      const to = await made(join(folder, "to"), 0o755);
      const archive = join(folder, "site.jpa");
      await Deno.writeFile(
        archive,
        jpa([...ITEMS, { path: "other/d.txt" }, { path: "new/e.txt" }]),
      );
      const { success, stdout } = await new Deno.Command("sh", {
        args: ["-c", 'umask 0; exec "$0" run --quiet --no-check -A "$@"', Deno.execPath()].concat(
          [EXTRACT_HERE, archive, to],
        ),
      }).output();
      assertEquals([success, new TextDecoder().decode(stdout)], [true, ""]);
      assertEquals((await treeOf(to)).length, 8);
    }),
});
