/** The restrictions on paths, values and expressions in a product's definition. */

/** Why a path must not stand in a product, or undefined. It may hold the parameters named. */
export function pathFault(path: string, parameters: readonly string[]): string | undefined {
  if (path === "") return "is empty";
  if (/[\p{Cc}\s]/u.test(path)) return "holds a blank or a control character";
  if (path.includes("\\")) return "holds a backslash";
  if (/^[a-z][a-z0-9+.-]*:/i.test(path)) return "begins with a scheme; it is relative to the site";
  if (path.startsWith("/")) return "begins with a slash; it is relative to the site's root";
  if (/[?#]/.test(path)) return "holds a query or a fragment; the query has its own field";
  if (/%(2e|2f|5c|00)/i.test(path)) return "holds an encoded dot, slash or backslash";
  if (path.split("/").some((part) => part === ".." || part === ".")) return "leaves the site (..)";
  if (path.includes("//")) return "holds a doubled slash";
  const undeclared = [...path.matchAll(/\{([^{}]*)\}/g)]
    .map(([, name = ""]) => name).find((name) => !parameters.includes(name));
  if (undeclared !== undefined) return `{${undeclared}} is not a parameter here`;
  if (/[{}]/.test(path.replace(/\{[^{}]*\}/g, ""))) return "holds a brace without its partner";
  return undefined;
}

/** Why a text must not be put into a path as one segment, or undefined. */
export function segmentFault(text: string): string | undefined {
  if (!/^[A-Za-z0-9._~-]{1,100}$/.test(text)) {
    return "must be one folder name of letters, digits, dots, hyphens, underscores";
  }
  return /^\.+$/.test(text) ? "leaves the folder" : undefined;
}

/** How often the repetitions of an expression may repeat, multiplied with each other. */
const MOST_REPETITIONS = 500;

/** The expression of a mark, as it is checked and as it is used. */
export function markExpression(source: string): RegExp {
  return new RegExp(source, "iu");
}

/**
 * Why a text is not a regular expression that may be used, or undefined. Pages come from strangers:
 * an expression without bounds could be made to take minutes.
 */
export function expressionFault(source: string): string | undefined {
  try {
    markExpression(source);
  } catch (error) {
    return `is not a regular expression: ${error instanceof Error ? error.message : error}`;
  }
  // Neither escaped characters nor those of a class are operators.
  const bare = source.replaceAll(/\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|.)/gsu, "x")
    .replaceAll(/\[[^\]]*\]/g, "x");
  if (/\\[1-9k]/.test(source)) return "refers back to a group";
  const unbounded = /[*+]|\{\d+,\}/.exec(bare)?.[0];
  if (unbounded !== undefined) return `repeats without a bound (${unbounded}): use {0,100}`;
  const bounds = [...bare.matchAll(/\{(?:\d+,)?(\d+)\}/g)].map(([, most]) => Number(most));
  const repetitions = bounds.reduce((product, most) => product * Math.max(1, most), 1);
  return repetitions > MOST_REPETITIONS
    ? `repeats ${repetitions} times; at most ${MOST_REPETITIONS}`
    : undefined;
}

/** Why a text cannot be the expression of a mark, or undefined: it has to tell something. */
export function markFault(source: string): string | undefined {
  return expressionFault(source) ??
    (markExpression(source).test("") ? "fits everything" : undefined);
}
