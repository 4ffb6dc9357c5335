/**
 * What every store must do, whatever kind it is: the same cases for all, against a real server where
 * there is one. The tests look at the folder itself as well.
 */
import { casesOf, type Kind } from "./case.ts";
import { fileCases } from "./files.ts";
import { listCases } from "./lists.ts";
import { troubleCases } from "./trouble.ts";
import { writeCases } from "./writes.ts";

/** Runs all cases on a kind of store. */
export function testStore(kind: Kind): void {
  const cases = casesOf(kind);
  fileCases(cases);
  writeCases(cases, kind);
  listCases(cases, kind);
  troubleCases(cases, kind);
}
