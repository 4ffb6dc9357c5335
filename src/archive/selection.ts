/** Choosing entries by patterns. */
import { globToRegExp } from "@std/path/posix/glob-to-regexp";
import { LONGEST_PATH } from "./safe_path.ts";

/**
 * Whether a path is chosen. A pattern that fits a folder chooses all that is below it. A
 * path that no system takes is followed as far as the longest one that they do.
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
      if (at > LONGEST_PATH) return false;
      if (fits(path.slice(0, at))) return true;
    }
    return path.length <= LONGEST_PATH && fits(path);
  };
}
