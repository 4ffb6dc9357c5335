/** Rules that keep backups whole, and how each of them could be broken by one careless change. */
import { ARCHIVES } from "./archives.ts";
import { BACKUPS } from "./backups.ts";
import { PROOFS } from "./proofs.ts";
import { DOWNLOADS } from "./downloads.ts";
import { FLEET_RULES } from "./fleet.ts";
import { HISTORY } from "./history.ts";
import type { Mutation } from "./mutation.ts";
import { SEARCHES } from "./searches.ts";
import { SELECTIONS } from "./selections.ts";
import { STATUS_RULES } from "./status.ts";
import { STORE_RULES } from "./stores.ts";
import { TROUBLE } from "./trouble.ts";

export const MUTATIONS: readonly Mutation[] = [
  ...BACKUPS,
  ...PROOFS,
  ...TROUBLE,
  ...DOWNLOADS,
  ...STORE_RULES,
  ...ARCHIVES,
  ...SEARCHES,
  ...SELECTIONS,
  ...FLEET_RULES,
  ...STATUS_RULES,
  ...HISTORY,
];
