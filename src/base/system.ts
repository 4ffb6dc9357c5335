/**
 * The system that this runs on. Deno is asked itself: to load `process` takes it as long as half of its
 * start.
 */

/** Deno, where that is the runtime. */
export function ofDeno(): typeof Deno | undefined {
  const { Deno: deno } = globalThis as { Deno?: typeof Deno };
  return deno?.version === undefined ? undefined : deno;
}

/** `linux`, `darwin`, `windows`, … */
export function systemName(): string {
  const { build } = ofDeno() ?? {};
  const { platform } = build === undefined ? globalThis.process : { platform: build.os };
  return platform === "win32" ? "windows" : platform;
}

/** The number of the user; `undefined` on Windows, and where it may not be asked for. */
export function userNumber(): number | undefined {
  const deno = ofDeno();
  try {
    return deno === undefined ? globalThis.process.getuid?.() : deno.uid() ?? undefined;
  } catch {
    return undefined;
  }
}

/** Where relative paths start from. */
export function workingFolder(): string {
  return ofDeno()?.cwd() ?? globalThis.process.cwd();
}
