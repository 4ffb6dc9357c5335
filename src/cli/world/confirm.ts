/** The question before something is lost. */
import { SitehaulError } from "../../base/errors.ts";
import type { World } from "./world.ts";

/**
 * Asks on a terminal. Without a terminal it proceeds, as scripts expect.
 *
 * @throws {SitehaulError} `interrupted` when the answer is no
 */
export async function confirm(
  question: string,
  { yes }: { readonly yes: boolean },
  world: World,
): Promise<void> {
  const { stdin, stderr } = world.terminal;
  if (yes || !stdin || !stderr || await world.ask(question)) return;
  throw new SitehaulError("interrupted", "Nothing was deleted");
}
