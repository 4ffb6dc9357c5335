import type { Route } from "../product/product.ts";

/** How a route's path fits the end of a URL's path. */
export interface MatchedPath {
  /** The site's root: the path before it, with slashes around. */
  readonly root: string;
  /** The whole path as an endpoint has it, with `{method}` in API version 3. */
  readonly path: string;
  /** How many segments of the route fitted: the more, the surer. */
  readonly length: number;
}

const METHOD = "{method}";

/**
 * Fits a route's path to the end of a URL's path. A parameter, such as the plugin's folder, may be
 * any folder. Doubled slashes count as one. A method may be missing at the end, and so may
 * `index.php` where a slash is left and the query still identifies it.
 */
export function matchPath(route: Route, pathname: string): MatchedPath | undefined {
  const parts = route.path.split("/");
  const segments = pathname.replaceAll(/%7bmethod%7d/gi, METHOD).split("/").filter((part) =>
    part !== ""
  );
  const whole = fit(parts, segments);
  if (whole !== undefined) return whole;
  const last = parts.at(-1);
  const shorter = parts.slice(0, -1);
  if (last === METHOD) return fit(shorter, segments, METHOD);
  const isImplied = last === "index.php" && pathname.endsWith("/") && route.query !== undefined;
  return isImplied ? fit(shorter, segments, "") : undefined;
}

function fit(
  parts: readonly string[],
  segments: readonly string[],
  ending?: string,
): MatchedPath | undefined {
  const start = segments.length - parts.length;
  if (start < 0) return undefined;
  const before = segments.slice(0, start);
  const own = segments.slice(start);
  const isFit = parts.every((part, index) => fitsPart(part, own[index] ?? ""));
  if (!isFit) return undefined;
  const end = own.map((segment, index) => parts[index] === METHOD ? METHOD : segment);
  const all = [...before, ...end, ...ending === undefined ? [] : [ending]];
  const length = parts.length + (ending === undefined ? 0 : 1);
  return { root: ["", ...before, ""].join("/"), path: `/${all.join("/")}`, length };
}

function fitsPart(part: string, segment: string): boolean {
  if (part === METHOD) return segment === METHOD || /^[A-Za-z]+$/.test(segment);
  // A parameter may be the whole part or stand between other characters: `backup-{name}`.
  const pattern = part.split(/\{[^{}]*\}/).map((text) => text.replaceAll(/\W/g, "\\$&"));
  return new RegExp(`^${pattern.join(".+")}$`).test(segment);
}
