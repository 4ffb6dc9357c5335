/** What the history keeps, and how it says it stands. */
import type { Mutation } from "./mutation.ts";

const SUITE = ["tests/history/sqlite_test.ts"];
const KILLS = ["tests/history/kill_test.ts"];
const PROCESSES = ["tests/history/processes_test.ts"];
const TROUBLE = ["tests/history/trouble_test.ts"];

/** How the rules could be broken. */
export const HISTORY: readonly Mutation[] = [
  {
    rule: "remembered: what was acknowledged is written",
    file: "src/history/sqlite_database.ts",
    find: 'this.#database.exec("COMMIT");\n      return result;',
    replace: 'setTimeout(() => this.#database.exec("COMMIT"), 1);\n      return result;',
    tests: KILLS,
  },
  {
    rule: "remembered: a copy that another backup has replaced is not there any more",
    file: "src/history/sqlite_job.ts",
    find: "kind <> 'site' AND id <> ?",
    replace: "kind = 'nowhere' AND id <> ?",
    tests: SUITE,
  },
  {
    rule: "remembered: what is removed in between does not make a failed backup good",
    file: "src/history/sqlite_groups.ts",
    find: "state IN ('ok', 'warnings') AND ${OF_BACKUPS}",
    replace: "state IN ('ok', 'warnings')",
    tests: SUITE,
  },
  {
    rule: "remembered: what belongs together is written together or not at all",
    file: "src/history/sqlite_database.ts",
    find: "this.#database.exec(begin);",
    replace: "",
    tests: KILLS,
  },
  {
    rule: "remembered: a failed write is taken back",
    file: "src/history/sqlite_database.ts",
    find: 'this.#database.exec("ROLLBACK");',
    replace: 'this.#database.exec("COMMIT");',
    tests: TROUBLE,
  },
  {
    rule: "remembered: another writer is waited for",
    file: "src/history/sqlite_database.ts",
    find: "if (!isBusy(error) || waited >= BUSY_LIMIT_MS) throw error;",
    replace: "throw error;",
    tests: PROCESSES,
  },
  {
    rule: "remembered: a run that died is interrupted",
    file: "src/history/sqlite.ts",
    find:
      "if (await hasDied(this.#folder, id, this.#means.sleep)) await settleRun(this.#database, id);",
    replace: "",
    tests: PROCESSES,
  },
  {
    rule: "remembered: a run that lives is not interrupted",
    file: "src/history/run_lock.ts",
    find: "if (!lock) return false;",
    replace: "if (!lock) return true;",
    tests: PROCESSES,
  },
  {
    rule: "remembered: the file of a newer version is not written to",
    file: "src/history/sqlite_database.ts",
    find: "version <= this.#migrations.length) return version;",
    replace: "version >= 0) return version;",
    tests: TROUBLE,
  },
  {
    rule: "remembered: the file of another program is not written to",
    file: "src/history/sqlite_database.ts",
    find: "if (program !== APPLICATION_ID) throw",
    replace: "if (false) throw",
    tests: TROUBLE,
  },
  {
    rule: "remembered: what others can write to is not used",
    file: "src/history/own_folder.ts",
    find: "if (wrong !== undefined) throw",
    replace: "if (false) throw",
    tests: TROUBLE,
  },
  {
    rule: "remembered: a proof of other files proves nothing",
    file: "src/history/sqlite_job.ts",
    find: 'if (textIn(before, "files") !== files) this.#prove(id, WRITTEN_ANEW, now);',
    replace: "",
    tests: SUITE,
  },
  {
    rule: "remembered: secrets are taken out",
    file: "src/history/storable.ts",
    find: "cutOff(redact(redactText(kept(given))), LONGEST)",
    replace: "cutOff(kept(given), LONGEST)",
    tests: SUITE,
  },
  {
    rule: "remembered: a decision is known before it is done",
    file: "src/history/sqlite_job.ts",
    find: '"INSERT INTO decisions (job, copy, rule, covered_by, decided) VALUES (?, ?, ?, ?, ?)"',
    replace:
      '"INSERT INTO decisions (job, copy, rule, covered_by, decided, done) VALUES (?, ?, ?, ?, ?, 1)"',
    tests: SUITE,
  },
];
