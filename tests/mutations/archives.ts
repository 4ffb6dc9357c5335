/** The rules by which an archive is proven and extracted. */
import type { Mutation } from "./mutation.ts";

const ARCHIVE = ["tests/archive/"];

/** How they could be broken. */
export const ARCHIVES: readonly Mutation[] = [
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
    rule: "a million problems do not fill the memory",
    file: "src/archive/problem_list.ts",
    find: "if (isListed) this.listed.push(problem);",
    replace: "this.listed.push(problem);",
    tests: ARCHIVE,
  },
  {
    rule: "a file in a ZIP archive does not become a folder by the noise in its attributes",
    file: "src/archive/zip_directory.ts",
    find: "system === UNIX ? externalFileAttributes >>> 16 & TYPE_BITS : 0",
    replace: "externalFileAttributes >>> 16 & TYPE_BITS",
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
