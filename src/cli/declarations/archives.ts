/**
 * Commands about archives on this computer.
 * @module
 */
import { declare } from "../command.ts";
import { ARCHIVE, PASSWORD_FLAGS } from "./shared.ts";

/** `verify` */
export const verify = declare({
  name: "verify",
  summary: "Prove that an archive on this computer is whole",
  description:
    `All parts must be there, all headers must agree, and every file must be readable to its
end. Where its manifest is beside it, the parts must have the checksums of what was fetched; only
that shows every kind of damage, for JPA and JPS have no checksums of their own.`,
  positionals: { file: ARCHIVE },
  flags: {
    quick: { type: "boolean", help: "Look at headers only" },
    ...PASSWORD_FLAGS,
  },
  examples: [
    { line: "verify site-www.example.com-20260101.jpa", about: "an archive, with all its parts" },
    { line: "verify backup.jps --password-file password --json", about: "for a program" },
  ],
});

/** `ls` */
export const ls = declare({
  name: "ls",
  summary: "List what an archive on this computer holds",
  description: "In the order of the archive. Nothing is extracted.",
  positionals: { file: ARCHIVE },
  flags: PASSWORD_FLAGS,
  examples: [
    { line: "ls site-www.example.com-20260101.jpa", about: "permissions, sizes, times, paths" },
    { line: "ls backup.jps --password-file password --json", about: "for a program" },
  ],
});

/** `extract` */
export const extract = declare({
  name: "extract",
  summary: "Extract an archive on this computer into a folder",
  description:
    `Nothing is written outside the folder: what would lead out of it is refused and named, and
the rest is extracted. Files that are there stay, unless --overwrite is given.`,
  positionals: { file: ARCHIVE },
  flags: {
    to: { type: "string", value: "DIR", help: "The folder; made if it is not there (required)" },
    only: {
      type: "string",
      value: "GLOB",
      many: true,
      help: "Only what fits, such as *.php or wp-content/**; may be given several times",
    },
    overwrite: { type: "boolean", help: "Replace files that are there" },
    "max-bytes": { type: "number", value: "N", min: 0, help: "Write no more than this in all" },
    "max-ratio": {
      type: "number",
      value: "N",
      min: 1,
      help: "Refuse a large file that grows more than N times (500)",
    },
    ...PASSWORD_FLAGS,
  },
  examples: [
    { line: "extract site-www.example.com-20260101.jpa --to site", about: "everything" },
    { line: "extract backup.j01 --to . --only configuration.php", about: "one file" },
    { line: "extract backup.jps --to site --password-file password", about: "an encrypted one" },
  ],
});
