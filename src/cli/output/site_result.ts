/** What came of a backup or a download of one site, in one line. */
import { formatBytes } from "./bytes.ts";
import { counted } from "./counted.ts";
import { type Fact, factsLine } from "./facts.ts";
import { oneLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { widthOf } from "./width.ts";

/** What came of a backup or a download of one site. */
export interface SiteResult {
  /** What to call the site. */
  readonly site: string;
  /** The number of the backup record. */
  readonly id: number;
  /** The backup that was taken; undefined where one was there. */
  readonly taken: { readonly archive: string } | undefined;
  /** The size of all parts, in bytes; undefined if unknown. */
  readonly size: number | undefined;
  /** At least 1: how many files the archive consists of. */
  readonly parts: number;
  /** What was downloaded; undefined if nothing was. */
  readonly download: DownloadResult | undefined;
}

/** Where the files are now, and how much is known of them. */
export interface DownloadResult {
  /** The paths of the parts, as whoever typed the folder would write them. */
  readonly paths: readonly string[];
  /** Which part, if only one of several was wanted. */
  readonly part: number | undefined;
  /** How many files of the archive were read; or why it was not verified. */
  readonly proof: { readonly files: number } | { readonly why: string };
  /** Whether the files on the server were deleted. */
  readonly deletedRemote: boolean;
}

/** Where the line stands. */
export interface ResultPlace {
  readonly style: Style;
  /** How wide the names are that stand below each other; undefined for one alone. */
  readonly nameWidth: number | undefined;
  /** About this site, or about anything where it is alone. */
  readonly warnings: number;
}

/** The share of the terminal that a column of names may take; longer ones stick out of it. */
const MOST_OF_NAMES = 4;
/** The terminal that is imagined where there is none. */
const USUAL_COLUMNS = 80;

/** How wide the column of these names is; 0 if there are none. */
export function nameColumn(sites: readonly string[], columns = USUAL_COLUMNS): number {
  return sites.map((site) => widthOf(shortName(site)))
    .filter((width) => width <= columns / MOST_OF_NAMES)
    .reduce((most, width) => Math.max(most, width), 0);
}

/** Room is scarce: what all addresses have in common is left out, and so is a password. */
export function shortName(site: string): string {
  return oneLine(site.replace(/^https?:\/\/|\/$/g, "").replace(/^[^/@]*@/, ""));
}

/**
 * The line: `shop  backup 41, 132.7 KiB in 1 part, backups/site-shop.jpa, verified (10 files)`. Where
 * sites stand below each other, only several parts are counted, and a path is shortened if the terminal
 * is too narrow for the line.
 */
export function resultLine(result: SiteResult, place: ResultPlace): string {
  const { style, nameWidth, warnings } = place;
  const name = shortName(result.site);
  const blanks = " ".repeat(Math.max(0, (nameWidth ?? 0) - widthOf(name)) + 2);
  const facts: readonly Fact[] = [
    { text: `backup ${result.id}` },
    { text: amountOf(result, nameWidth !== undefined) },
    ...result.download === undefined ? [{ text: "on the server" }] : factsOf(result.download),
    ...warnings === 0 ? [] : [{ text: counted(warnings, "warning"), paint: style.yellow }],
  ];
  return factsLine(facts, {
    lead: { text: name + blanks, paint: () => style.bold(name) + blanks },
    columns: style.columns,
    isDense: nameWidth !== undefined,
  });
}

function factsOf({ paths, proof, deletedRemote }: DownloadResult): Fact[] {
  return [
    { text: oneLine(mainOf(paths)), isPath: true },
    {
      text: "files" in proof
        ? `verified (${counted(proof.files, "file")})`
        : `not verified (${proof.why})`,
    },
    ...deletedRemote ? [{ text: "deleted on the server" }] : [],
  ];
}

/** The file that stands for all: the one that archives in parts are called by, or the last. */
function mainOf(paths: readonly string[]): string {
  return paths.find((path) => /\.(?:jpa|jps|zip)$/i.test(path)) ?? paths.at(-1) ?? "";
}

/** Among others, what goes without saying takes the room of a path. */
function amountOf({ size, parts, download }: SiteResult, isAmongOthers: boolean): string {
  const part = download?.part;
  if (size !== undefined && parts === 1 && part === undefined && isAmongOthers) {
    return formatBytes(size);
  }
  const amount = size === undefined ? "" : `${formatBytes(size)} in `;
  return part === undefined ? `${amount}${counted(parts, "part")}` : `${amount}part ${part}`;
}
