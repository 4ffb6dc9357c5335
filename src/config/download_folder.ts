/** The folder that a backup is fetched to, made of a pattern. */
import { SitehaulError } from "../base/errors.ts";

/** What the placeholders stand for. */
export interface FolderValues {
  /** The name in the configuration; the host where there is none. */
  readonly site: string;
  /** The number of the backup record. */
  readonly id: number;
  /** The day of the backup, `2026-01-31`. */
  readonly date: string;
}

/**
 * Replaces `{site}`, `{date}` and `{id}`. Each value becomes a plain name
 * of one folder, so that none of them can lead elsewhere.
 *
 * @throws {SitehaulError} `download/path` for an unknown placeholder
 */
export function downloadFolder(pattern: string, values: FolderValues): string {
  return pattern.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
    if (name === "site" || name === "id" || name === "date") return plainName(String(values[name]));
    throw new SitehaulError(
      "download/path",
      `Cannot use the folder ${pattern}: unknown placeholder ${whole}`,
      { hint: "The placeholders are {site}, {date} and {id}." },
    );
  });
}

/** `https://www.example.com/shop/` becomes `www.example.com_shop`. */
function plainName(value: string): string {
  const name = value.replace(/^\w+:\/\//, "").replace(/[^\p{Letter}\p{Number}._-]+/gu, "_")
    .replace(/^[._]+|[._]+$/g, "");
  return name === "" ? "site" : name;
}
