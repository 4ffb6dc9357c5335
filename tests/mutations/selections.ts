/** The rules by which sites are chosen: what is done to the wrong one cannot be undone. */
import type { Mutation } from "./mutation.ts";

const SELECTION = ["tests/cli/selection_test.ts"];

/** How they could be broken. */
export const SELECTIONS: readonly Mutation[] = [
  {
    rule: "what is left out is left alone",
    file: "src/config/select.ts",
    find: "return isWanted && !isUnwanted;",
    replace: "return isWanted;",
    tests: [...SELECTION, "tests/config/select_test.ts"],
  },
  {
    rule: "a word that fits no site chooses none, and the rest is not worked on",
    file: "src/config/select.ts",
    find: "if (unknown !== undefined) throw nothingFits(unknown, known);",
    replace: "",
    tests: [...SELECTION, "tests/config/select_test.ts"],
  },
  {
    rule: "a dry run of a backup takes none",
    file: "src/cli/commands/backup.ts",
    find: 'if (flags["dry-run"]) {',
    replace: "if (false) {",
    tests: SELECTION,
  },
  {
    rule: "a dry run of an update installs none",
    file: "src/cli/commands/update.ts",
    find: 'if (flags["dry-run"]) {',
    replace: "if (false) {",
    tests: SELECTION,
  },
  {
    rule: "the number of a backup is that of one site alone",
    file: "src/cli/context/chosen_sites.ts",
    find: "if (isOne || record === undefined || record === LATEST) return;",
    replace: "return;",
    tests: SELECTION,
  },
  {
    rule: "a command for one site takes no pattern for its name",
    file: "src/cli/context/site.ts",
    find: "if (isPattern(named)) {",
    replace: "if (false) {",
    tests: SELECTION,
  },
];
