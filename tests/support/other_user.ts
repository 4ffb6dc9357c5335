/** Programs that run as another user: for what the superuser, as whom tests may run, can always do. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const TOP = fileURLToPath(new URL("../../", import.meta.url));

/** `nobody`, who owns nothing. */
const NOBODY = 65534;

async function isAbleTo(): Promise<boolean> {
  if (Deno.build.os === "windows" || Deno.uid() !== 0) return false;
  const ids = { uid: NOBODY, gid: NOBODY };
  const look = new Deno.Command(Deno.execPath(), {
    args: ["--version"],
    cwd: "/",
    stdout: "null",
    stderr: "null",
    ...ids,
  });
  return await look.output().then(({ success }) => success, () => false);
}

/** Whether programs can be run as another user here: the tests run as root, who may become anybody. */
export const MAY_BE_ANOTHER: boolean = await isAbleTo();

/** The user as whom {@linkcode asOther} runs; undefined where that is the one who runs the tests. */
export const OTHER_USER: number | undefined = MAY_BE_ANOTHER ? NOBODY : undefined;

/** The name of a test that needs another user, with the reason where it is left out. */
export function withOther(name: string): { readonly name: string; readonly ignore: boolean } {
  const title = MAY_BE_ANOTHER ? name : `${name} (left out: the tests do not run as root)`;
  return { name: title, ignore: !MAY_BE_ANOTHER };
}

/** Makes one file of a program and all that it imports, which everybody may read. */
export async function bundleFor(everybody: string, program: string): Promise<string> {
  const path = join(everybody, "program.js");
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--platform", "deno"],
      ...["--external", "*.node", "--external", "cpu-features"],
      ...["--output", path, program],
    ],
    cwd: TOP,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  await Deno.chmod(path, 0o644);
  return path;
}

/** How to run a bundled program as another user, if there is one. */
export function asOther(
  program: string,
  words: readonly string[],
  home: string,
  permissions: readonly string[] = ["-A"],
): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-config", ...permissions, program, ...words],
    cwd: home,
    clearEnv: true,
    env: { HOME: home, DENO_DIR: join(home, ".deno"), NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
    ...(OTHER_USER === undefined ? {} : { uid: OTHER_USER, gid: OTHER_USER }),
  });
}
