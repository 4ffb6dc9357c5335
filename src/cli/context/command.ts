/** A command: its declaration, and what it is run with. */
import type {
  Declaration,
  Flags,
  FlagValues,
  GlobalFlags,
  Positionals,
  PositionalValues,
} from "../declarations/command.ts";
import type { Context, FetchFlags, SiteFlags } from "./context.ts";

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

/** The same of a command that downloads, too. */
export interface FetchInvocation extends SiteInvocation {
  readonly flags: FetchFlags;
}

/** What runs a command; a failure is thrown. */
export type Run<I> = (invocation: I) => Promise<void> | void;

/** A declaration together with what it declares. */
export interface Command extends Declaration {
  /** Loads what runs it. */
  readonly load: () => Promise<Run<Invocation>>;
}
