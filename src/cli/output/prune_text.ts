/** What pruning came to, for people and for programs. */
import type { Pruned } from "../../fleet/prune_site.ts";
import type { KeepReason } from "../../retention/decide.ts";
import type { PlacedCopy } from "../../retention/places.ts";
import type { SitePlan } from "../../retention/plan_site.ts";
import { formatBytes } from "./bytes.ts";
import type { Document } from "./documents.ts";
import { oneLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { type Column, table } from "./table.ts";

/** What was decided for a site, and what became of it. */
export interface PrunedSite {
  readonly site: string;
  readonly plan: SitePlan;
  /** Empty where nothing was done. */
  readonly pruned: readonly Pruned[];
  /** Why nothing was done; `undefined` if something was, or would be. */
  readonly refused: string | undefined;
}

/** A row of the table. */
interface Row {
  readonly what: "go" | "stay";
  readonly copy: PlacedCopy;
  readonly why: string;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    title: "",
    cell: ({ what }) => what,
    paint: ({ what }, style) => what === "go" ? style.red : style.green,
  },
  { title: "BACKUP", cell: ({ copy }) => copy.known.backup.record, right: true },
  { title: "TAKEN", cell: ({ copy }) => new Date(copy.at).toISOString(), isTime: true },
  { title: "WHERE", cell: ({ copy: { copy } }) => copy.kind === "site" ? "the site" : copy.place },
  { title: "WHY", cell: ({ why }) => why, canHang: true },
];

/** The words of the rules are those of the file. */
function reasonText(reasons: readonly KeepReason[]): string {
  return reasons.join(", ");
}

/** A paragraph for each site: what goes, and on request what stays. */
export function pruneText(
  sites: readonly PrunedSite[],
  { style, isDry, isExplained }: {
    readonly style: Style;
    readonly isDry: boolean;
    readonly isExplained: boolean;
  },
): string {
  return sites.map(({ site, plan, pruned, refused }) => {
    const rows: Row[] = [
      ...removalsOf(plan, pruned).map(({ copy, keptFor }): Row => ({
        what: keptFor === undefined ? "go" : "stay",
        copy,
        why: keptFor ?? "no rule keeps it",
      })),
      ...isExplained
        ? keptIn(plan).map(({ copy, reasons }): Row => ({
          what: "stay",
          copy,
          why: reasonText(reasons),
        }))
        : [],
    ];
    const lead = `${style.bold(oneLine(site))}  ${summaryOf({ plan, pruned, refused }, isDry)}`;
    return rows.length === 0 ? lead : `${lead}\n${table(COLUMNS, rows, style)}`;
  }).join("\n");
}

function summaryOf(
  { plan, pruned, refused }: Omit<PrunedSite, "site">,
  isDry: boolean,
): string {
  const removals = removalsOf(plan, pruned);
  const gone = removals.filter(({ keptFor }) => keptFor === undefined).map(({ copy }) => copy);
  const stay = keptIn(plan).length + removals.length - gone.length;
  const size = gone.reduce((sum, { copy }) => sum + sizeOf(copy), 0);
  const amount = gone.length === 0
    ? "nothing"
    : `${copiesText(gone.length)} (${formatBytes(size)})`;
  const verb = refused !== undefined || isDry
    ? "would go"
    : gone.length === 1
    ? "is gone"
    : "are gone";
  const text = gone.length === 0 ? "nothing goes" : `${amount} ${verb}`;
  return `${refused === undefined ? "" : `refused: ${refused}; `}${text}, ${stay} ${
    stay === 1 ? "stays" : "stay"
  }`;
}

/** What became of what no rule keeps, or what would. */
function removalsOf(plan: SitePlan, pruned: readonly Pruned[]): readonly Pruned[] {
  const done = new Map(pruned.map((each) => [each.copy.id, each]));
  return plan.places.flatMap(({ remove }) => remove).toSorted((a, b) => a.at - b.at).map((copy) =>
    done.get(copy.id) ?? { copy, keptFor: undefined }
  );
}

function keptIn(plan: SitePlan) {
  return plan.places.flatMap(({ keep }) => keep).toSorted((a, b) => b.copy.at - a.copy.at);
}

function sizeOf({ files }: PlacedCopy["copy"]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** The same for programs. */
export function pruneDocument(sites: readonly PrunedSite[], dryRun: boolean): Document {
  return {
    dryRun,
    sites: sites.map(({ site, plan, pruned, refused }) => ({
      site,
      removed: removalsOf(plan, pruned).map(({ copy, keptFor }) => ({
        ...copyDocument(copy),
        keptFor: keptFor ?? null,
      })),
      kept: keptIn(plan).map(({ copy, reasons }) => ({ ...copyDocument(copy), reasons })),
      refused: refused ?? null,
    })),
  };
}

function copyDocument({ at, known: { backup }, copy: { kind, place, files } }: PlacedCopy) {
  const { profile, record, archive, size } = backup;
  const known = files.reduce((sum, each) => sum + each.size, 0);
  return {
    profile,
    id: record,
    time: new Date(at).toISOString(),
    archive,
    size: files.length > 0 ? known : size ?? null,
    kind,
    place,
  };
}

function copiesText(count: number): string {
  return count === 1 ? "1 copy" : `${count} copies`;
}
