/** Whatever was thrown, as an error with a code, a message and a hint. */
import { isSitehaulError, SitehaulError } from "../../base/errors.ts";
import { hintInFlags } from "./in_flags.ts";

/**
 * The error to show. An interruption wins over what it broke; a permission that the runtime withheld
 * is named; hints name flags; all else that is no error of this library is a fault of the program.
 */
export function failureOf(error: unknown, signal: AbortSignal): SitehaulError {
  if (isSitehaulError(error, "interrupted") && error instanceof SitehaulError) return error;
  if (signal.aborted) return interrupted(error);
  const withheld = causes(error).find(({ name }) => /^(?:NotCapable|PermissionDenied)$/.test(name));
  if (withheld !== undefined) {
    return new SitehaulError("usage/permission", withheld.message, {
      hint: "Grant this permission to the program. --allow-net, --allow-read, --allow-write, " +
        "--allow-env and --allow-sys are all it ever needs, plus --allow-run=PROGRAM if the " +
        "configuration gets a secret from a program.",
      cause: error,
    });
  }
  if (error instanceof SitehaulError) return withFlags(error);
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new SitehaulError("internal", `internal error: ${text}`, {
    hint: "This is a bug in sitehaul. Please report it with the output of the same command " +
      "with --debug, which contains no secrets.",
    cause: error,
  });
}

/** The error, with flags in its hint where the library names options: otherwise the same in all. */
export function withFlags<Failure extends SitehaulError>(error: Failure): Failure {
  const hint = error.hint === undefined ? undefined : hintInFlags(error.hint);
  if (hint === error.hint) return error;
  const own = Object.getOwnPropertyDescriptors(error);
  // What the engine keeps of an error, such as its stack, stays with the original.
  const other = { hint: { ...own.hint, value: hint }, stack: { value: error.stack } };
  return Object.create(Object.getPrototypeOf(error), { ...own, ...other });
}

/** `state` is what is left behind, in half a sentence. */
export function interrupted(cause: unknown, state = ""): SitehaulError {
  return new SitehaulError("interrupted", `Interrupted${state && `: ${state}`}`, { cause });
}

function causes(error: unknown, depth = 0): Error[] {
  if (!(error instanceof Error) || depth > 5) return [];
  return [error, ...causes(error.cause, depth + 1)];
}
