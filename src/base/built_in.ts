/** Modules of the runtime that are loaded only when they are needed, and at once. */
import type * as Crypto from "node:crypto";
import type * as Net from "node:net";
import type * as Sqlite from "node:sqlite";
import type * as Tls from "node:tls";

/** Those that are loaded like this. */
export interface BuiltIns {
  readonly "node:crypto": typeof Crypto;
  readonly "node:net": typeof Net;
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
  const found = process.getBuiltinModule?.(name);
  if (found === undefined) throw new Error(`${name} is not there`);
  return found as BuiltIns[Name];
}
