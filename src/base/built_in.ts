/** Modules of the runtime that are loaded only when they are needed, and at once. */
import type * as Crypto from "node:crypto";
import type * as Net from "node:net";
import type * as Module from "node:module";
import type * as Path from "node:path";
import type * as Sqlite from "node:sqlite";
import type * as Tls from "node:tls";

/** Those that are loaded like this. */
export interface BuiltIns {
  readonly "node:crypto": typeof Crypto;
  readonly "node:net": typeof Net;
  readonly "node:module": typeof Module;
  readonly "node:path": typeof Path;
  readonly "node:sqlite": typeof Sqlite;
  readonly "node:tls": typeof Tls;
}

/**
 * A module that every runtime has, though some only since a later version.
 *
 * @throws {Error} where this one does not have it
 */
export function builtIn<Name extends keyof BuiltIns>(name: Name): BuiltIns[Name] {
  // All runtimes have this global, which Deno loads when it is first looked at.
  const { process } = globalThis;
  const found: unknown = process.getBuiltinModule?.(name);
  if (found === undefined) throw new Error(`${name} is not there`);
  return found as BuiltIns[Name];
}

/**
 * Does something during which Node is not to say that what it uses is experimental: nobody could do anything
 * about that.
 */
export function quietly<T>(act: () => T): T {
  const { process } = globalThis;
  const { emitWarning } = process;
  process.emitWarning = () => {};
  const restore = () => {
    process.emitWarning = emitWarning;
  };
  let isPending = false;
  try {
    const result = act();
    if (!(result instanceof Promise)) return result;
    isPending = true;
    return result.finally(restore) as T;
  } finally {
    if (!isPending) restore();
  }
}
