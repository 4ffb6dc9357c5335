/** The rules by which a backup is fetched, and deleted on the server. */
import type { Mutation } from "./mutation.ts";

const FETCH = ["tests/client/fetch_backup_test.ts", "tests/cli/backup_test.ts"];
const DOWNLOAD = ["tests/download/"];

/** How they could be broken. */
export const DOWNLOADS: readonly Mutation[] = [
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
    rule: "a finished part is known by its checksum",
    file: "src/download/part_file.ts",
    find: "sha256 !== undefined && await hasChecksum(target, identity.size, sha256)",
    replace: "sha256 !== undefined",
    tests: DOWNLOAD,
  },
  {
    rule: "a server that pushes back gets one request at a time",
    file: "src/download/segments.ts",
    find: "connections = 1;",
    replace: "void connections;",
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
    rule: "a work file with a second name is not written to",
    file: "src/download/own_file.ts",
    find: "if (!found.isFile() || found.nlink > 1) return false;",
    replace: "if (!found.isFile()) return false;",
    tests: DOWNLOAD,
  },
  {
    rule: "a work file that others may write is not written to",
    file: "src/download/own_file.ts",
    find: "found.uid === uid && (found.mode & OTHERS & ~mode) === 0",
    replace: "true",
    tests: DOWNLOAD,
  },
  {
    rule: "what another user noted is not believed",
    file: "src/download/transfer_state.ts",
    find: "await withWriteError(path, () => Promise.resolve(removeForeign(path)));",
    replace: "void removeForeign;",
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
    rule: "what is damaged is not deleted from the server",
    file: "src/client/fetch_backup.ts",
    find: "await refuseDamaged(isLocked ? damage : report);",
    replace: "void refuseDamaged;",
    tests: FETCH,
  },
  {
    rule: "what nothing proves is not deleted from the server",
    file: "src/client/fetch_backup.ts",
    find: "if (isLocked) throw notProven(record);",
    replace: "void notProven;",
    tests: [...FETCH, "tests/client/locked_archive_test.ts"],
  },
  {
    rule: "a dump that nothing proves is not deleted from the server",
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
    find: "if (isSameSite) return",
    replace: "if (isSameSite || true) return",
    tests: FETCH,
  },
];
