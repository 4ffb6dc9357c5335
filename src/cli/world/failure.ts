/** Whatever was thrown, as an error with a code, a message and a hint. */
import { isSitehaulError, SitehaulError } from "../../base/errors.ts";

/**
 * The error to show. An interruption wins over what it broke; a permission that the runtime withheld
 * is named; all else that is no error of this library is a fault of the program.
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
  if (error instanceof SitehaulError) return error;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new SitehaulError("internal", `internal error: ${text}`, {
    hint: "This is a bug in sitehaul. Please report it with the output of the same command " +
      "with --debug, which contains no secrets.",
    cause: error,
  });
}

/** `state` is what is left behind, in half a sentence. */
export function interrupted(cause: unknown, state = ""): SitehaulError {
  return new SitehaulError("interrupted", `Interrupted${state && `: ${state}`}`, { cause });
}

function causes(error: unknown, depth = 0): Error[] {
  if (!(error instanceof Error) || depth > 5) return [];
  return [error, ...causes(error.cause, depth + 1)];
}
