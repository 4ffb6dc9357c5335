/** Commands about archives on this computer. */
import { declare } from "./command.ts";
import { HISTORY_FLAGS } from "./history.ts";
import { ARCHIVES, ENCODING_FLAG, PASSWORD_FLAGS } from "./shared.ts";

export const verify = declare({
  name: "verify",
  group: "copies",
  summary: "Verify that local archives are complete and readable",
  description:
    `All parts must be present, all headers must agree, and every file must be readable to its end.
The result says how much that proves. whole: all contents agree with checksums, those in a ZIP
archive or those of the download, in the manifest next to it. readable: nothing is missing or
unreadable, but there is no checksum to compare with. JPA and JPS archives contain none, so without
a manifest some kinds of damage cannot be noticed.

Several archives can be named, also by a pattern such as site-*.j*: parts of one archive belong
together. There is a line for each, and the exit status is that of the worst.`,
  positionals: { files: ARCHIVES },
  flags: {
    quick: { type: "boolean", help: "Check headers only" },
    ...ENCODING_FLAG,
    ...PASSWORD_FLAGS,
    ...HISTORY_FLAGS,
  },
  examples: [
    { line: "verify site-www.example.com-20260101.jpa", about: "an archive, with all its parts" },
    { line: "verify backups/*", about: "all archives in a folder" },
    {
      line: "verify backup.jps --password-file password --json",
      about: "an encrypted archive, as JSON",
    },
  ],
});

export const ls = declare({
  name: "ls",
  group: "copies",
  summary: "List the contents of a local archive",
  description:
    `Entries are listed in archive order. Nothing is extracted. Of an archive that is damaged, or that
lacks parts, everything that can be found is listed; then the command fails (exit status 60).`,
  positionals: { files: ARCHIVES },
  flags: { ...ENCODING_FLAG, ...PASSWORD_FLAGS },
  examples: [
    { line: "ls site-www.example.com-20260101.jpa", about: "permissions, sizes, times, paths" },
    {
      line: "ls backup.jps --password-file password --json",
      about: "an encrypted archive, as JSON",
    },
  ],
});

export const extract = declare({
  name: "extract",
  group: "copies",
  summary: "Extract a local archive into a folder",
  description:
    `Nothing is written outside the folder. An entry that cannot be written, or that points outside
the folder, is left out and reported, and the rest is extracted. Existing files are kept unless
--overwrite is given. If a name is stored twice, the last entry counts. A damaged file is reported,
but written all the same if it has its whole size; if its end is missing, the rest is kept as
NAME.incomplete.EXT. Exit status: 60 if the archive is damaged, 104 if something could not be
written, 63 if something was left out though the archive is not damaged.`,
  positionals: { files: ARCHIVES },
  flags: {
    to: {
      type: "string",
      value: "DIR",
      help: "The target folder, created if necessary (required)",
    },
    only: {
      type: "string",
      value: "GLOB",
      many: true,
      help: "Only matching paths, such as *.php or wp-content/**; may be repeated",
    },
    overwrite: { type: "boolean", help: "Overwrite existing files" },
    strict: { type: "boolean", help: "Keep nothing of a damaged file" },
    links: {
      type: "choice",
      value: "WHICH",
      choices: ["inside", "all", "none"],
      help: "Which links to create: those that stay inside the folder (default), all, or none",
    },
    "allow-shared": {
      type: "boolean",
      help: "As root: extract even into a folder that other users may write to",
    },
    "max-bytes": {
      type: "number",
      value: "N",
      min: 0,
      help: "Maximum number of bytes to write in total",
    },
    "max-ratio": {
      type: "number",
      value: "N",
      min: 1,
      help: "Refuse large files, one or all together, that expand more than N times (500)",
    },
    ...ENCODING_FLAG,
    ...PASSWORD_FLAGS,
  },
  examples: [
    { line: "extract site-www.example.com-20260101.jpa --to site", about: "everything" },
    { line: "extract backup.j01 --to . --only configuration.php", about: "one file" },
    { line: "extract backup.jpa --to site --links all", about: "with links that lead elsewhere" },
    {
      line: "extract backup.jps --to site --password-file password",
      about: "an encrypted archive",
    },
  ],
});
