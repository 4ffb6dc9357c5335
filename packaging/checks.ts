// deno-lint-ignore-file no-console -- it says what was found
import { TOP } from "./made.ts";

/** What a program said, on both streams, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly said: string;
}

/** Runs a program to its end. */
export async function run(
  command: string,
  args: readonly string[],
  options: Pick<Deno.CommandOptions, "cwd" | "env" | "clearEnv"> = {},
): Promise<Ran> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd: TOP,
    ...options,
  }).output();
  const decoder = new TextDecoder();
  return { code, said: decoder.decode(stdout) + decoder.decode(stderr) };
}

let failures = 0;

/** Says whether a program said what it should, and counts where it did not. */
export function expect(what: string, { code, said }: Ran, wanted: RegExp, status = 0): void {
  const isFine = code === status && wanted.test(said);
  console.log(`${isFine ? "ok  " : "FAIL"} ${what}`);
  if (isFine) return;
  console.error(`exit status ${code}\n${said}`);
  failures++;
}

/** Says what could not be looked at here. */
export function leftOut(why: string): void {
  console.log(`left out: ${why}`);
}

/** The exit status, after all that was looked at. */
export function status(): number {
  return failures === 0 ? 0 : 1;
}

/** Runs checks in a folder of their own, and removes it. */
export async function inFolder(check: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "sitehaul-release-" });
  try {
    await check(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
