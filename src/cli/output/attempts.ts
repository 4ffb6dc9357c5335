/** The table of what was tried to find a site's API. */
import type { Attempt } from "../../../mod.ts";
import type { Style } from "./style.ts";
import { type Column, table } from "./table.ts";

const COLUMNS: readonly Column<Attempt>[] = [
  { title: "API", cell: ({ api }) => `v${api}` },
  { title: "METHOD", cell: ({ verb }) => verb },
  { title: "CREDENTIAL", cell: ({ credential }) => credential },
  { title: "MS", cell: ({ ms }) => ms, right: true },
  { title: "OUTCOME", cell: ({ outcome }) => outcome, canShrink: true },
  { title: "ADDRESS", cell: ({ url }) => url, canHang: true },
];

/** Rows of `--explain`, in the order of the attempts. */
export function attemptsTable(attempts: readonly Attempt[], style: Style): string {
  return table(COLUMNS, attempts, style);
}
