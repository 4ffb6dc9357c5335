/** What each kind of problem in an archive amounts to, and what to do about it. */
import type { ErrorCode } from "../base/errors.ts";
import type { ProblemCode } from "./problem_code.ts";

/** What a kind of problem amounts to. */
export interface ProblemAdvice {
  /** The code of the error in which a whole verification ends. */
  readonly error: ErrorCode;
  /** What to do next, in whole sentences. */
  readonly hint: string;
}

function damaged(
  hint = "Download the archive again. If it is the same on the server, take a new backup.",
): ProblemAdvice {
  return { error: "archive/damaged", hint };
}

function unsafe(): ProblemAdvice {
  const hint = "Everything else was kept inside the folder. Find out who made this archive " +
    "before you use it.";
  return { error: "archive/unsafe", hint };
}

function unwritten(hint: string): ProblemAdvice {
  return { error: "file/write", hint };
}

function leftOut(hint: string): ProblemAdvice {
  return { error: "archive/left-out", hint };
}

/** What root can do about a folder into which others may write. */
export const SHARED_HINT: string =
  "Extract as the user who owns the folder, or into one of root's " +
  "own; if you trust everybody who may write there, add `allowShared: true`.";

const NO_DAMAGE = "This is no sign of damage.";

/** What each kind amounts to. */
export const PROBLEM_ADVICE: Readonly<Record<ProblemCode, ProblemAdvice>> = {
  "not-an-archive": damaged(),
  "unsupported": damaged(
    "The archive is not necessarily damaged: open it with the product's own tool.",
  ),
  "part-missing": damaged(
    "Put all parts of the archive into one folder, with the names they had on the site.",
  ),
  "part-extra": damaged(),
  "part-size": damaged(),
  "part-checksum": damaged(),
  "header": damaged(),
  "directory": damaged(),
  "entry-header": damaged(),
  "entry-size": damaged(),
  "truncated": damaged(),
  "inflate": damaged(),
  "size": damaged(),
  "crc": damaged(),
  "overlap": damaged(),
  "count": damaged(),
  "total-size": damaged(),
  "end-record": damaged(),
  "trailing-data": damaged(),
  "duplicate": damaged(),
  "name-not-utf8": damaged(),
  "link-unreadable": damaged(),
  "password": {
    error: "archive/password",
    hint: "Use the password that the backup profile had when this backup was taken. " +
      "If it is right, the archive is damaged: delete the local copy, and download it again.",
  },
  "conflict": damaged(
    "Two entries of the archive exclude each other. The first one is kept; see `listArchive()`.",
  ),
  "name-unsafe": unsafe(),
  "names-disagree": unsafe(),
  "link-unsafe": unsafe(),
  "through-link": unsafe(),
  "link-outside": leftOut(
    `${NO_DAMAGE} To create links that lead elsewhere as well, use ` +
      '`links: "all"`; to leave out all links, `links: "none"`.',
  ),
  "limit": leftOut("If you trust this archive, raise the limit (`limits`)."),
  "name-windows": unwritten(
    `${NO_DAMAGE} Windows cannot write this name: extract it on Linux or macOS.`,
  ),
  "name-too-long": unwritten(
    `${NO_DAMAGE} Extract it on a file system that takes longer names, or do without this entry.`,
  ),
  "name-refused": unwritten(
    `${NO_DAMAGE} Extract it on a file system that takes such names, or do without this entry.`,
  ),
  "unwritable": unwritten(
    `${NO_DAMAGE} Extract into an empty folder of your own, or correct the permissions of this one.`,
  ),
  "attributes": unwritten("Check the permissions of what was extracted."),
  "exists": unwritten(
    "Choose an empty folder, or allow files to be overwritten (`overwrite: true`).",
  ),
  "target-conflict": unwritten(`${NO_DAMAGE} Extract into an empty folder.`),
  "target-changed": unwritten(
    `${NO_DAMAGE} Somebody else writes into the target folder: use one of your own.`,
  ),
  "target-shared": unwritten(SHARED_HINT),
  "configuration": unwritten("Look at the file before you run sitehaul in its folder."),
  "target-link": unwritten(
    `${NO_DAMAGE} Extract into an empty folder: links in the target folder are never followed.`,
  ),
};
