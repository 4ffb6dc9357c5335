/** The options, events and result of extracting. */
import type { EntryType } from "./entry.ts";
import type { LedgerOptions } from "./safe_path.ts";
import type { OpenOptions } from "./open.ts";
import type { Problem } from "./problem.ts";

/** What an archive may ask for at most. */
export interface ExtractLimits {
  /** Bytes of all files together. @default {Infinity} */
  readonly totalBytes?: number | undefined;
  /**
   * How many times larger a file may become than it is stored, and all files together than the
   * archive; looked at from 64 MiB on.
   *
   * @default {500}
   */
  readonly ratio?: number | undefined;
}

/** Where to extract to, what, and what to refuse; with the options of opening. */
export interface ExtractOptions extends OpenOptions, LedgerOptions {
  /** The folder to write into; it is made if it is not there. */
  readonly to: string;
  /** Patterns of what to extract: `*.php`, `wp-content/**`; a folder includes everything in it. */
  readonly only?: readonly string[] | undefined;
  /** What the archive may ask for at most. */
  readonly limits?: ExtractLimits | undefined;
  /** Whether files that exist are replaced. @default {false} */
  readonly overwrite?: boolean | undefined;
  /**
   * Links that lead out of the folder are left out and reported (`inside`), or created like all
   * others (`all`); or no link is created at all (`none`). Links are created last, after all files,
   * and never followed. @default {"inside"}
   */
  readonly links?: "inside" | "all" | "none" | undefined;
  /**
   * Whether nothing is kept of a damaged file. Otherwise one that has its whole size is written,
   * though its checksum is wrong, and of one that ends early what there is, as `NAME.incomplete.EXT`;
   * both are reported. @default {false}
   */
  readonly strict?: boolean | undefined;
  /**
   * Whether root extracts into a folder into which others may write, or that they may replace. They
   * could change what is being extracted; see SECURITY.md. @default {false}
   */
  readonly allowShared?: boolean | undefined;
  /** Stops at once, leaving no half-written file. */
  readonly signal?: AbortSignal | undefined;
}

/** What happened to everything. */
export interface ExtractSummary {
  /** Whether all that was chosen is there: no `error`, nothing refused. */
  readonly ok: boolean;
  /** Files that were written, and are what the archive says. */
  readonly files: number;
  /** Entries for folders. */
  readonly directories: number;
  /** Symbolic links that were made. */
  readonly links: number;
  /** Bytes of the contents of these files. */
  readonly bytes: number;
  /** Entries that were not chosen. */
  readonly skipped: number;
  /** Entries that were chosen, and are not there. */
  readonly leftOut: number;
  /** Files that were written though they are damaged. */
  readonly damaged: number;
  /** Files and links that are stored again, as they are, which does no harm. */
  readonly repeated: number;
  /** What was refused, damaged or odd: the first hundred of each severity. */
  readonly problems: readonly Problem[];
  /** Number of problems that are neither listed nor reported. */
  readonly unlisted: number;
}

/** What happens while an archive is extracted: one event for each entry, and within large files. */
export type ExtractEvent =
  | {
    readonly type: "entry";
    readonly path: string;
    readonly kind: EntryType;
    readonly size: number;
  }
  | {
    readonly type: "progress";
    readonly path: string;
    readonly written: number;
    readonly size: number;
  }
  | { readonly type: "problem"; readonly problem: Problem }
  | ({ readonly type: "summary" } & ExtractSummary);
