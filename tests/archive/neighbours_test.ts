/**
 * Extracting as root where another user may write: a real process of that user is at work meanwhile.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { asOther, withOther } from "../support/other_user.ts";
import { treeOf, withFolder } from "./support/temporary.ts";
import { type Item, jpa } from "./support/writers.ts";

const EXTRACT_HERE = fileURLToPath(new URL("./support/extract_here.ts", import.meta.url));
const SWAP_FOLDERS = fileURLToPath(new URL("./support/swap_folders.ts", import.meta.url));

/**
 * With all permissions, files are reached from open folders; Deno withholds that from a program with
 * fewer, for which each step is looked at before and after.
 */
const WAYS: readonly (readonly [name: string, permissions: readonly string[]])[] = [
  ["from open folders", ["-A"]],
  ["by looking at each step", ["--allow-read", "--allow-write", "--allow-run", "--allow-sys"]],
];

/** A folder in which anybody may write, and one beside it in which nobody else may. */
async function shared(folder: string, items: readonly Item[]) {
  await Deno.chmod(folder, 0o755);
  const [site, outside, archive] = ["site", "outside", "site.jpa"].map((name) =>
    join(folder, name)
  ) as [string, string, string];
  await Deno.mkdir(site);
  await Deno.chmod(site, 0o777);
  await Deno.mkdir(outside);
  await Deno.writeFile(archive, jpa(items));
  return { site, outside, archive };
}

async function extractHere(permissions: readonly string[], words: readonly string[]) {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", ...permissions, EXTRACT_HERE, ...words],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

function files(count: number, folder: string): Item[] {
  return Array.from({ length: count }, (_, index) => ({
    path: `${folder}/${index}.txt`,
    data: `content ${index}`,
  }));
}

for (const [way, permissions] of WAYS) {
  Deno.test({
    ...withOther(`a folder that another user replaces by a link is not written through, ${way}`),
    fn: () =>
      withFolder(async (folder) => {
        const items: Item[] = [
          { path: "dir/", type: "directory", mode: 0o040700, mtime: 1000 },
          ...files(3, "dir"),
          { path: "dir/sub/x.txt", data: "x" },
          { path: "dir/link", type: "link", data: "0.txt" },
          { path: "last.txt", data: "last" },
        ];
        const { site, outside, archive } = await shared(folder, items);
        const before = await Deno.stat(outside);
        const swap = `cd ${site} && mv dir aside && ln -s ${outside} dir`;
        const said = await extractHere(permissions, [archive, site, swap]);
        assertEquals(await treeOf(outside), []);
        const after = await Deno.stat(outside);
        assertEquals([after.mode, after.mtime], [before.mode, before.mtime]);
        // It is told, and the rest is there.
        assertMatch(said, /"code":"target-(?:link|changed)"/);
        assertEquals(await Deno.readTextFile(join(site, "last.txt")), "last");
        assertEquals(await Deno.readTextFile(join(site, "aside", "0.txt")), "content 0");
      }),
  });

  Deno.test({
    ...withOther(
      `folders that another user swaps for links all the time lead nowhere else, ${way}`,
    ),
    fn: () =>
      withFolder(async (folder) => {
        const items = [...files(400, "dir"), ...files(400, "dir/sub"), ...files(400, "dir")];
        const { site, outside, archive } = await shared(folder, items);
        await Deno.mkdir(join(site, "dir"));
        const program = join(folder, "swap.ts");
        await Deno.copyFile(SWAP_FOLDERS, program);
        await Deno.chmod(program, 0o644);
        const home = join(folder, "home");
        await Deno.mkdir(home);
        await Deno.chmod(home, 0o777);
        const neighbour = asOther(program, [join(site, "dir"), outside], home).spawn();
        const reader = neighbour.stdout.getReader();
        await reader.read();
        await extractHere(permissions, [archive, site, "true"]);
        neighbour.kill("SIGKILL");
        await reader.cancel();
        await neighbour.stderr.cancel();
        await neighbour.status;
        const strays = await treeOf(outside);
        if (permissions.includes("-A")) assertEquals(strays, []);
        // Between a look and a call, an empty file or folder may still be made elsewhere.
        for (const path of strays) {
          const { isFile, size } = await Deno.stat(join(outside, path));
          assert(
            path === "sub" || isFile && size === 0 && /^(?:sub\/)?\.[\w-]+\.part$/.test(path),
            path,
          );
        }
      }),
  });
}
