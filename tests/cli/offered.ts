// What is offered to somebody who presses the Tab key.
import { cli, type Surroundings } from "./fake_world.ts";

/** What bash is offered for words as it takes them apart, at blanks, `=` and `:`. */
export async function offered(
  words: readonly string[],
  around: Surroundings = {},
): Promise<string[]> {
  const stdin = words.map((word) => `${word}\0`).join("");
  const { status, stdout } = await cli(["completions", "--line", "bash"], {
    ...around,
    readStdin: () => Promise.resolve(stdin),
  });
  if (status !== 0) throw new Error(`completions ended with ${status}`);
  return stdout.split("\n").filter((line) => line !== "");
}
