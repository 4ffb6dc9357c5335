/** What the runtime permits, without asking whoever sits at the terminal. */

/** Whether a path may be looked at; only Deno withholds that, and it would ask. */
export function mayRead(path: string): boolean {
  const { Deno: deno } = globalThis as { Deno?: typeof Deno };
  return deno?.permissions === undefined ||
    deno.permissions.querySync({ name: "read", path }).state === "granted";
}
