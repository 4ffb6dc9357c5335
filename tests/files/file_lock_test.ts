/** Locks on files: one has them at a time, whatever runs it, and nobody after its end. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { lockOn } from "../../src/files/file_lock.ts";
import { inFolder, namesIn } from "../support/in_folder.ts";

const MODULE = new URL("../../src/files/file_lock.ts", import.meta.url).href;
const isWindows = Deno.build.os === "windows";

/** A process that locks a file and stays. */
async function lockedElsewhere(path: string): Promise<AsyncDisposable> {
  const code = `import { lockOn } from ${JSON.stringify(MODULE)};
    console.log(Boolean(lockOn(${JSON.stringify(path)}, { isTemporary: true })));
    setInterval(() => {}, 1000);`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-A", "--ext=ts", "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(code));
  await writer.close();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  assertEquals(new TextDecoder().decode(value).trim(), "true");
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
      await reader.cancel();
    },
  };
}

Deno.test("a lock is had once, also within one process, and again after its end", () =>
  inFolder(async (folder) => {
    const path = join(folder, "a.lock");
    const lock = lockOn(path);
    assert(lock);
    assertEquals(lockOn(path), false);
    lock.close();
    const again = lockOn(path);
    assert(again);
    again.close();
    assertEquals(await namesIn(folder), ["a.lock"]);
    assertEquals((await Deno.stat(path)).size, 0);
  }));

Deno.test("a lock of another process counts until that is killed, and a temporary file goes", () =>
  inFolder(async (folder) => {
    const path = join(folder, "a.lock");
    {
      await using _ = await lockedElsewhere(path);
      assertEquals(lockOn(path, { isTemporary: true }), false);
    }
    const lock = lockOn(path, { isTemporary: true });
    assert(lock);
    assertEquals(await namesIn(folder), ["a.lock"]);
    lock.close();
    assertEquals(await namesIn(folder), []);
  }));

Deno.test("a file that was removed and made anew by others is locked anew", () =>
  inFolder(async (folder) => {
    const path = join(folder, "a.lock");
    const first = lockOn(path);
    assert(first);
    // As whoever has it does at the end of a temporary lock.
    await Deno.remove(path);
    const second = lockOn(path, { isTemporary: true });
    assert(second);
    second.close();
    first.close();
  }));

Deno.test("what others planted is put away, and what it leads to is left alone", {
  ignore: isWindows,
}, () =>
  inFolder(async (folder) => {
    const [path, victim] = [join(folder, "a.lock"), join(folder, "victim")];
    await Deno.writeTextFile(victim, "precious");
    await Deno.symlink(victim, path);
    await Deno.symlink(victim, `${path}-journal`);
    const lock = lockOn(path, { isTemporary: true });
    assert(lock);
    assertEquals((await Deno.lstat(path)).isFile, true);
    lock.close();
    assertEquals(await Deno.readTextFile(victim), "precious");
  }));

Deno.test("a file with something in it is no lock, and stays as it is", () =>
  inFolder(async (folder) => {
    const path = join(folder, "a.lock");
    await Deno.writeTextFile(path, "a text", { mode: 0o600 });
    assertEquals(lockOn(path), undefined);
    assertEquals(await Deno.readTextFile(path), "a text");
  }));

Deno.test("where no file can be made, there is no lock", () =>
  inFolder((folder) => {
    assertEquals(lockOn(join(folder, "nowhere", "a.lock")), undefined);
    return Promise.resolve();
  }));
