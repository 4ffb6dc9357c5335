/** Rules that keep backups whole, and how each of them could be broken by one careless change. */

/** One change that breaks one rule. */
export interface Mutation {
  /** The rule. */
  readonly rule: string;
  readonly file: string;
  /** What stands there, once. */
  readonly find: string;
  readonly replace: string;
  /** The tests that must not let it pass. */
  readonly tests: readonly string[];
}

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
const WAITING = ["tests/client/remembered_site_test.ts", "tests/client/patience_test.ts"];
const FETCH = ["tests/client/fetch_backup_test.ts", "tests/cli/backup_test.ts"];
const DOWNLOAD = ["tests/download/"];
const ARCHIVE = ["tests/archive/"];

/** All of them. */
export const MUTATIONS: readonly Mutation[] = [
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
  {
    rule: "a refusal is not kept as the archive",
    file: "src/download/direct.ts",
    find: "if (/^(application\\/json|text\\/)/i.test(",
    replace: "if (/^none$/i.test(",
    tests: DOWNLOAD,
  },
  {
    rule: "an answer of another length is not the part",
    file: "src/download/direct.ts",
    find: "Number(announced) === part.size - start",
    replace: "true",
    tests: DOWNLOAD,
  },
  {
    rule: "the rest of a part is what the server says it sends",
    file: "src/download/direct.ts",
    find: "if (response.status === 200) return 0;",
    replace: "if (response.status === 200) return from;",
    tests: DOWNLOAD,
  },
  {
    rule: "a part of another name is not the part",
    file: "src/download/direct.ts",
    find: "sent !== undefined && bareName(sent) !== bareName(part.name)",
    replace: "sent !== undefined && bareName(sent) === undefined",
    tests: DOWNLOAD,
  },
  {
    rule: "where whole files are of another name, segments are not asked for",
    file: "src/download/fetch_part.ts",
    find: '  "download/no-such-part",\n',
    replace: "",
    tests: DOWNLOAD,
  },
  {
    rule: "nothing is put behind bytes of which nobody said what they are",
    file: "src/download/fetch_part.ts",
    find: "if (!isNamed && file.bytes < source.part.size)",
    replace: "if (false)",
    tests: DOWNLOAD,
  },
  {
    rule: "a backup that has lost parts is not fetched as if it were whole",
    file: "src/download/plan.ts",
    find: "(lost.length > 0 || files.length < parts)",
    replace: "false",
    tests: DOWNLOAD,
  },
  {
    rule: "a name of the server stays in the folder",
    file: "src/download/file_name.ts",
    find: "if (/[\\\\/]/.test(name))",
    replace: "if (/^none$/.test(name))",
    tests: [...DOWNLOAD, "tests/properties/properties_test.ts"],
  },
  {
    rule: "what was damaged is fetched again",
    file: "src/client/fetched_manifest.ts",
    find: "if (manifest?.verification?.ok === false) return {};",
    replace: "",
    tests: FETCH,
  },
  {
    rule: "what is damaged is not deleted on the server",
    file: "src/client/fetch_backup.ts",
    find: "await refuseDamaged(isLocked ? damage : report);",
    replace: "void refuseDamaged;",
    tests: FETCH,
  },
  {
    rule: "what nothing proves is not deleted on the server",
    file: "src/client/fetch_backup.ts",
    find: "if (isLocked) throw notProven(record);",
    replace: "void notProven;",
    tests: [...FETCH, "tests/client/locked_archive_test.ts"],
  },
  {
    rule: "a dump that nothing proves is not deleted on the server",
    file: "src/client/fetch_backup.ts",
    find: "if (verify && report === undefined) throw notProvable(record);",
    replace: "void notProvable;",
    tests: FETCH,
  },
  {
    rule: "what is not complete is neither fetched as good nor deleted on the server",
    file: "src/client/fetch_backup.ts",
    find: "refuseUnfinished(record, deleteRemote);",
    replace: "void refuseUnfinished;",
    tests: FETCH,
  },
  {
    rule: "one site's archive does not take the place of another's",
    file: "src/client/fetched_manifest.ts",
    find: "if (hostOf(theirs) === hostOf(ours)) return;",
    replace: "void hostOf;\n  return;",
    tests: FETCH,
  },
  {
    rule: "a part has the checksum of its manifest",
    file: "src/archive/verify.ts",
    find: "await hashes.finish(chain, index) !== wanted.sha256",
    replace: "false",
    tests: ARCHIVE,
  },
  {
    rule: "every byte of a part counts in its checksum, wherever it came from",
    file: "src/archive/part_hashes.ts",
    find: "this.see(index, at, piece);\n",
    replace: "\n",
    tests: ["tests/properties/"],
  },
  {
    rule: "a file in a ZIP archive has its checksum",
    file: "src/archive/zip.ts",
    find: 'if (crc !== record.crc && type !== "link") {',
    replace: "if (false) {",
    tests: ARCHIVE,
  },
  {
    rule: "a file has the size that its entry declares",
    file: "src/archive/verify.ts",
    find: "if (size === entry.size) return true;",
    replace: "return true;",
    tests: ARCHIVE,
  },
  {
    rule: "no path of an archive leads out of the folder",
    file: "src/archive/ledger.ts",
    find: "const fault = pathFault(path, this.#options);",
    replace: 'const fault = pathFault("a", this.#options);',
    tests: ARCHIVE,
  },
  {
    rule: "no path leads out of the folder by what Windows drops",
    file: "src/archive/safe_path.ts",
    find: "if (steps.some((step) => DISGUISED_DOTS.test(step))) {",
    replace: "if (false) {",
    tests: ARCHIVE,
  },
  {
    rule: "no path is longer than systems take",
    file: "src/archive/safe_path.ts",
    find: "path.length > LONGEST_PATH || Buffer.byteLength(path) > LONGEST_PATH",
    replace: "false",
    tests: ARCHIVE,
  },
  {
    rule: "an archive cannot grow without limit by many files",
    file: "src/archive/extraction.ts",
    find: "} else if (written > HARMLESS + stored * ratio) {",
    replace: "} else if (false) {",
    tests: ARCHIVE,
  },
  {
    rule: "nothing is written of a ZIP archive whose entries share bytes",
    file: "src/archive/extraction.ts",
    find: 'problem.code === "overlap" && !this.#hasBegun',
    replace: "false",
    tests: ARCHIVE,
  },
  {
    rule: "no archive asks for an expensive key for every blob",
    file: "src/archive/jps_header.ts",
    find: "salt === undefined ? MOST_ITERATIONS_EACH : MOST_ITERATIONS",
    replace: "MOST_ITERATIONS",
    tests: ARCHIVE,
  },
  {
    rule: "nothing is written through a link",
    file: "src/archive/target_folder.ts",
    find: "else if (there.isSymbolicLink()) {",
    replace: 'else if (there.isSymbolicLink() && path === "none") {',
    tests: ARCHIVE,
  },
  {
    rule: "no link leads out of the folder",
    file: "src/archive/ledger.ts",
    find: "const escape = targetFault(path, target, this.#options);",
    replace: "const escape = targetFault(path, undefined, this.#options);",
    tests: ARCHIVE,
  },
  {
    rule: "a file gets its name when it is whole",
    file: "src/archive/target_folder.ts",
    find: "await rm(temporary, { force: true });\n      }\n    }",
    replace: "await rename(temporary, path);\n      }\n    }",
    tests: ARCHIVE,
  },
  {
    rule: "setuid is not restored",
    file: "src/archive/target_folder.ts",
    find: "const PLAIN_BITS = 0o777;",
    replace: "const PLAIN_BITS = 0o7777;",
    tests: ARCHIVE,
  },
];
