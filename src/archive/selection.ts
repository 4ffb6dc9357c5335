/**
 * Choosing entries by patterns.
 * @module
 */
import { globToRegExp } from "@std/path/posix/glob-to-regexp";

/**
 * Whether a path is chosen. A pattern that fits a folder chooses all that is below it.
 *
 * @param patterns such as `*.php` or `wp-content/**`; none choose everything
 */
export function chooser(patterns: readonly string[] | undefined): (path: string) => boolean {
  if (patterns === undefined || patterns.length === 0) return () => true;
  const expressions = patterns.map((pattern) =>
    globToRegExp(pattern.replace(/^(\.?\/)+|\/+$/g, ""), { extended: true, globstar: true })
  );
  const fits = (path: string) => expressions.some((expression) => expression.test(path));
  return (path) => {
    for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
      if (fits(path.slice(0, at))) return true;
    }
    return fits(path);
  };
}
