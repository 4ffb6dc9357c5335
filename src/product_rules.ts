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

/** Why a text is not a regular expression that may be used, or undefined. */
export function expressionFault(source: string): string | undefined {
  try {
    new RegExp(source, "u");
    return undefined;
  } catch (error) {
    return `is not a regular expression: ${error instanceof Error ? error.message : error}`;
  }
}
