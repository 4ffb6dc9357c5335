/** A command: its declaration, and what it is run with. */
import type {
  Declaration,
  Flags,
  FlagValues,
  GlobalFlags,
  Positionals,
  PositionalValues,
} from "../declarations/command.ts";
import type { Context, SiteFlags } from "./context.ts";

/** Everything that a command needs in order to run. */
export interface Invocation<F extends Flags = Flags, P extends Positionals = Positionals> {
  /** By their long names; those that were not given have their defaults. */
  readonly flags: FlagValues<F & GlobalFlags>;
  /** By the keys of the declaration. */
  readonly args: PositionalValues<P>;
  /** World, output, configuration and sites: the same for the whole run. */
  readonly context: Context;
  /** In the order of the help, which prints them. */
  readonly commands: readonly Declaration[];
}

/** The invocation of a declared command. */
export type InvocationOf<D> = D extends Declaration<infer F, infer P> ? Invocation<F, P> : never;

/** What every invocation has of a command that connects to sites. */
export interface SiteInvocation {
  readonly flags: SiteFlags;
  readonly context: Context;
}

type Run<I> = (invocation: I) => Promise<void> | void;

/** A declaration together with what it declares. */
export interface Command extends Declaration {
  /** Loads what runs it; a failure is thrown. */
  readonly load: () => Promise<Run<Invocation>>;
}

/** A command from its declaration and its module, which is loaded only when the command is run. */
export function command<F extends Flags, P extends Positionals>(
  declaration: Declaration<F, P>,
  load: () => Promise<{ run: Run<Invocation<F, P>> }>,
): Command {
  return {
    ...declaration,
    async load() {
      const { run } = await load();
      // The values are checked against this declaration; a list of commands cannot tell the type.
      return run as unknown as Run<Invocation>;
    },
  };
}
