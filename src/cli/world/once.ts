/**
 * What is said once in a run.
 * @module
 */
import type { World } from "./world.ts";

/** Each run has a world of its own. */
const SAID = new WeakMap<World["env"], Set<string>>();

/** Calls `say`, unless that was done before in this run, under the same name. */
export function once({ env }: Pick<World, "env">, name: string, say: () => void): void {
  const said = SAID.get(env) ?? new Set();
  SAID.set(env, said);
  if (said.has(name)) return;
  said.add(name);
  say();
}
