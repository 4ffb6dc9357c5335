/** A lock that another user holds on a work file is told as such, instead of "busy" for ever. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import { PartFile, workPaths } from "../../src/download/part_file.ts";
import { SitehaulError } from "../../src/base/errors.ts";
import { inFolder } from "../support/in_folder.ts";
import { identity } from "./part_content.ts";

const hasFlock = Deno.build.os === "linux" &&
  await new Deno.Command("flock", { args: ["--version"], stdout: "null" }).output()
    .then(({ success }) => success, () => false);

/** A process that makes a file, locks it, and says so; `uid` is whose it is. */
async function lockIn(path: string, uid?: number): Promise<AsyncDisposable> {
  const script = `exec 9>"$0" && flock -x 9 && echo locked && exec sleep 60`;
  const owner = uid === undefined ? {} : { uid, gid: uid };
  const child = new Deno.Command("sh", {
    args: ["-c", script, path],
    stdout: "piped",
    stderr: "null",
    ...owner,
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
      await reader.cancel();
    },
  };
}

Deno.test("a lock of another user in an open folder is told as such", {
  ignore: !hasFlock || Deno.uid() !== 0,
}, () =>
  inFolder(async (folder) => {
    await Deno.chmod(folder, 0o777);
    const target = join(folder, "a.jpa");
    await using _ = await lockIn(workPaths(target).temporary, 65534);
    const error = await assertRejects(() => PartFile.open(target, identity), SitehaulError);
    assertEquals(error.code, "file/write");
    assertMatch(error.message, /another user has locked .*\.a\.jpa\.part$/);
    assertMatch(error.hint ?? "", /folder that only you can write to/);
  }));

Deno.test(
  "a lock of another run of the same user is still one",
  { ignore: !hasFlock },
  () =>
    inFolder(async (folder) => {
      const target = join(folder, "a.jpa");
      const { temporary } = workPaths(target);
      await Deno.writeFile(temporary, new Uint8Array(), { mode: 0o600 });
      await using _ = await lockIn(temporary);
      const error = await assertRejects(() => PartFile.open(target, identity), SitehaulError);
      assertMatch(error.message, /it is already being downloaded$/);
      assertMatch(error.hint ?? "", /wait until it ends/);
    }),
);
