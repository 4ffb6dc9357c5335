/** The rules by which a backup is taken. */
import type { Mutation } from "./mutation.ts";

const BACKUP = [
  "tests/client/run_backup_test.ts",
  "tests/client/lost_steps_test.ts",
  "tests/client/failed_backup_test.ts",
  "tests/client/phantom_test.ts",
];
const LOST = [
  "tests/client/run_backup_test.ts",
  "tests/client/lost_steps_test.ts",
  "tests/client/lost_answer_test.ts",
];
const WAITING = ["tests/client/remembered_backup_test.ts", "tests/client/patience_test.ts"];

/** How they could be broken. */
export const BACKUPS: readonly Mutation[] = [
  {
    rule: "a backup goes on while the site says that there is more to do",
    file: "src/client/run_backup.ts",
    find: "this.hasMore = reply.hasRun;",
    replace: "this.hasMore = false;",
    tests: BACKUP,
  },
  {
    rule: "the number of the record is that of the first answer that has one",
    file: "src/client/run_backup.ts",
    find: "this.#recordId ??= reply.recordId;",
    replace: "this.#recordId = reply.recordId;",
    tests: BACKUP,
  },
  {
    rule: "the identifier of the start goes along with every step",
    file: "src/client/run_backup.ts",
    find: "const sent = this.#backupId;",
    replace: "const sent = undefined;",
    tests: BACKUP,
  },
  {
    rule: "a step whose answer was lost is waited for",
    file: "src/client/run_backup.ts",
    find: "await this.#recover(error);",
    replace: "void this.#recover;",
    tests: LOST,
  },
  {
    rule: "a step is never sent again by itself",
    file: "src/methods.ts",
    find: 'name: "stepBackup",\n    since: 320,\n    repeatable: false,',
    replace: 'name: "stepBackup",\n    since: 320,\n    repeatable: true,',
    tests: ["tests/connection/"],
  },
  {
    rule: "a start is never sent again by itself",
    file: "src/methods.ts",
    find: 'name: "startBackup",\n    since: 320,\n    repeatable: false,',
    replace: 'name: "startBackup",\n    since: 320,\n    repeatable: true,',
    tests: ["tests/connection/"],
  },
  {
    rule: "what must not happen twice has a connection of its own",
    file: "src/transport/fetch_transport.ts",
    find: "traitsOf(request).repeatable === true ? shared : alone",
    replace: "traitsOf(request).repeatable === true ? shared : shared",
    tests: ["tests/transport/"],
  },
  {
    rule: "another backup is not driven on",
    file: "src/client/run_backup.ts",
    find: "refusePhantom(reply, { sent, domain: this.#domain });",
    replace: "void refusePhantom;",
    tests: BACKUP,
  },
  {
    rule: "a backup that runs is not killed",
    file: "src/client/run_backup.ts",
    find: "if (!force) refuseIfRunning(",
    replace: "if (false) refuseIfRunning(",
    tests: BACKUP,
  },
  {
    rule: "trouble with TLS does not prove that a step did not run",
    file: "src/negotiate/verdict.ts",
    find: '  "level/too-low",\n',
    replace: '  "level/too-low",\n  "network/tls",\n',
    tests: WAITING,
  },
  {
    rule: "a connection that broke does not prove that a step did not run",
    file: "src/negotiate/verdict.ts",
    find: '  "level/too-low",\n',
    replace: '  "level/too-low",\n  "network/reset",\n  "network/timeout",\n',
    tests: WAITING,
  },
  {
    rule: "a silent step is not ended because the site takes no second connection",
    file: "src/transport/with_timeout.ts",
    find: "dial !== false && repeatable === true",
    replace: "dial !== false",
    tests: ["tests/transport/with_timeout_test.ts"],
  },
  {
    rule: "one step that gets through makes good for those that were lost before",
    file: "src/client/run_backup.ts",
    find: "      this.#lostInARow = 0;\n",
    replace: "",
    tests: WAITING,
  },
  {
    rule: "the server's clock decides whether another backup is running",
    file: "src/client/run_backup.ts",
    find: "serverTime(before.headers) ?? time.clock()",
    replace: "time.clock()",
    tests: WAITING,
  },
  {
    rule: "a backup that moved minutes ago is running",
    file: "src/client/running.ts",
    find: "15 * 60_000",
    replace: "60_000",
    tests: WAITING,
  },
  {
    rule: "a step has ten minutes to answer",
    file: "src/methods.ts",
    find: "600_000",
    replace: "20_000",
    tests: WAITING,
  },
  {
    rule: "a backup that gets nowhere is given up",
    file: "src/client/standstill.ts",
    find: "if (files === this.#files) {",
    replace: "if (files === undefined) {",
    tests: WAITING,
  },
  {
    rule: "a backup that is slow to get somewhere is not given up",
    file: "src/client/standstill.ts",
    find: "if (files === this.#files) {",
    replace: "if (this.#files !== undefined) {",
    tests: WAITING,
  },
  {
    rule: "http that was found where https was meant is not relied on",
    file: "src/client/connect.ts",
    find: "remembered === undefined || this.#isDowngrade(remembered.endpoint)",
    replace: "remembered === undefined",
    tests: WAITING,
  },
  {
    rule: "an error in an answer is the end of the backup",
    file: "src/client/run_backup.ts",
    find: 'if (reply.error !== "") {',
    replace: "if (false) {",
    tests: BACKUP,
  },
  {
    rule: "a backup is complete only when its record says so",
    file: "src/client/run_backup.ts",
    find: 'if (record.status !== "complete") throw failedRecord(record);\n    return record;',
    replace: "return record;",
    tests: [...BACKUP, "tests/client/odd_sites_test.ts"],
  },
  {
    rule: "a profile that is not there is refused before the start",
    file: "src/client/run_backup.ts",
    find: "await refuseUnknownProfile(caller, profile, signal);",
    replace: "void refuseUnknownProfile;",
    tests: BACKUP,
  },
];
