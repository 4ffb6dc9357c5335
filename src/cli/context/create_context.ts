/**
 * Makes the context of a run. What reads files and connects is loaded only when it is asked for.
 */
import type { Output } from "../output/output.ts";
import type { World } from "../world/world.ts";
import type { Configuration } from "./configuration.ts";
import type { Context } from "./context.ts";
import { foldersOf } from "./folders.ts";
import { askCredentials, type Credentials } from "./secrets.ts";

/**
 * The context of a run, which reads, asks and says everything once.
 *
 * @param config the file of `--config`
 */
export function createContext(
  outside: World,
  output: Output,
  { config }: { readonly config?: string | undefined } = {},
): Context {
  const world = withPausedRows(outside, output);
  const said = new Set<string>();
  let configuration: Promise<Configuration> | undefined;
  let typed: Promise<Credentials> | undefined;
  const context: Context = {
    world,
    output,
    folders: foldersOf(world),
    configuration: (options) =>
      configuration ??= import("./configuration.ts").then(({ readConfiguration }) =>
        readConfiguration(config, context, options)
      ),
    site: async (name, flags) => {
      const { findSite } = await import("./site.ts");
      return await findSite(name, flags, context);
    },
    askCredentials: () => typed ??= askCredentials(world, output),
    once: (text, say) => {
      if (said.has(text)) return;
      said.add(text);
      say(text);
    },
  };
  return context;
}

/** Rows that move would be drawn over a question. */
function withPausedRows(world: World, output: Output): World {
  const { ask, askSecret } = world;
  const pausing = <T>(question: (text: string) => Promise<T>) => (text: string) => {
    const goOn = output.pause();
    return question(text).finally(goOn);
  };
  return {
    ...world,
    ask: pausing(ask),
    ...(askSecret === undefined ? {} : { askSecret: pausing(askSecret) }),
  };
}
