/** The rules by which trouble that passes is told from verdicts, and outlasted. */
import type { Mutation } from "./mutation.ts";

const REMEMBERED = ["tests/client/remembered_trouble_test.ts"];
const BLOCKED = ["tests/client/blocked_backup_test.ts"];
const DOWNLOADS = ["tests/download/blocked_download_test.ts"];
const KINDS = ["tests/connection/temporary_test.ts"];
const PATIENCE = ["tests/connection/patience_test.ts"];
const WATCH = ["tests/client/lost_answer_test.ts"];

/** How they could be broken. */
export const TROUBLE: readonly Mutation[] = [
  {
    rule: "an outage is no move: no search is made, and the only one is not spent",
    file: "src/client/session.ts",
    find: "if (isOutage(error)) return this.#isElsewhere;",
    replace: "if (isOutage(error)) return true;",
    tests: REMEMBERED,
  },
  {
    rule: "an outage of another address than the one that was given says nothing about the site",
    file: "src/client/session.ts",
    find: "if (isOutage(error)) return this.#isElsewhere;",
    replace: "if (isOutage(error)) return false;",
    tests: REMEMBERED,
  },
  {
    rule: "no search is made into a block, nor for a page in the place of an answer",
    file: "src/client/session.ts",
    find: "if (this.#passes(error)) return false;",
    replace: "",
    tests: REMEMBERED,
  },
  {
    rule: "a search that trouble ends is not the last one",
    file: "src/client/session.ts",
    find: "if (!isTemporary(error)) this.#again = undefined;",
    replace: "this.#again = undefined;",
    tests: REMEMBERED,
  },
  {
    rule: "detect() makes no search for a remembered site in trouble",
    file: "src/client/connect.ts",
    find: "this.#refuseTrouble(result);",
    replace: "void this.#refuseTrouble;",
    tests: REMEMBERED,
  },
  {
    rule: "a page in any language, where the API answered before, passes",
    file: "src/connection/temporary.ts",
    find: 'httpStatus < 400 && (body === "page" || body === "empty")',
    replace: 'httpStatus < 400 && body === "empty"',
    tests: [...KINDS, ...REMEMBERED],
  },
  {
    rule: "a crash in a call that only reads passes, and one in a step does not",
    file: "src/connection/temporary.ts",
    find: 'if (httpStatus >= 500) return code === "site/error";',
    replace: "if (httpStatus >= 500) return true;",
    tests: KINDS,
  },
  {
    rule: "a missing page and a login are verdicts",
    file: "src/connection/temporary.ts",
    find: "new Set([401, 404, 407, 410])",
    replace: "new Set([410])",
    tests: KINDS,
  },
  {
    rule: "a step that was refused in front of the site is watched for",
    file: "src/client/backup_run.ts",
    find: "if (isRefusedAtOnce(lost, this.#tookMs)) {",
    replace: "if (isRefusedAtOnce(lost, this.#tookMs)) {\n      return;",
    tests: BLOCKED,
  },
  {
    rule: "a refusal that comes late may be of something that gave up waiting",
    file: "src/client/refused.ts",
    find: "isRefusedInFront(error) && tookMs < REFUSED_WITHIN_MS",
    replace: "isRefusedInFront(error)",
    tests: BLOCKED,
  },
  {
    rule: "only a refusal in front of the site shortens the watch",
    file: "src/connection/temporary.ts",
    find: 'return isSitehaulError(error, "site/blocked");',
    replace: 'return isSitehaulError(error, "site/blocked", "site/maintenance", "network/reset");',
    tests: BLOCKED,
  },
  {
    rule: "a record that moves after a refusal is watched on",
    file: "src/client/backup_run.ts",
    find: "if (record !== undefined && !hasMoved) return this.#adoptRecord(record);",
    replace: "if (record !== undefined) return this.#adoptRecord(record);",
    tests: BLOCKED,
  },
  {
    rule: "a start whose answer was replaced is not made twice",
    file: "src/client/backup_run.ts",
    find: "if (record === undefined) throw isRefused ? new StartRefused(lost) : lost;",
    replace: "if (isRefused || record === undefined) throw new StartRefused(lost);",
    tests: BLOCKED,
  },
  {
    rule: "a start that was refused is sent again only after another look at what is running",
    file: "src/client/run_backup.ts",
    find: "  for (let refused = 1;; refused++) {\n    const run = await newBackup(context);",
    replace: "  const run = await newBackup(context);\n  for (let refused = 1;; refused++) {",
    tests: BLOCKED,
  },
  {
    rule: "only a start of which nothing came is sent again",
    file: "src/client/run_backup.ts",
    find: "if (!(error instanceof StartRefused) || refused > MOST_LOST_IN_A_ROW) throw error;",
    replace: "if (refused > MOST_LOST_IN_A_ROW) throw error;",
    tests: [...BLOCKED, "tests/client/lost_steps_test.ts"],
  },
  {
    rule: "while the site cannot be asked, it is unknown whether the record is still",
    file: "src/client/lost_answer.ts",
    find: "else if (tookMs > HICCUP_MS) [stillForMs, timesAway] = [0, timesAway + 1];",
    replace: "",
    tests: WATCH,
  },
  {
    rule: "trouble that comes again and again does not make a watch last for ever",
    file: "src/client/lost_answer.ts",
    find: "timesAway > MOST_LOST_IN_A_ROW",
    replace: "false",
    tests: WATCH,
  },
  {
    rule: "what was slept counts as still time, and no more",
    file: "src/client/lost_answer.ts",
    find: "stillForMs += waitMs;",
    replace: "stillForMs += 10 * waitMs;",
    tests: WATCH,
  },
  {
    rule: "a server that begins a block anew with each request is asked ever less often",
    file: "src/connection/stretch.ts",
    find: "FIRST_PAUSE_MS * 2 ** (this.#attempts - 1)",
    replace: "FIRST_PAUSE_MS",
    tests: [...PATIENCE, ...BLOCKED],
  },
  {
    rule: "a site that asks for a pause gets it, within bounds",
    file: "src/connection/stretch.ts",
    find: "Math.max(own, asked)",
    replace: "own",
    tests: PATIENCE,
  },
  {
    rule: "no site makes anybody wait for a day",
    file: "src/connection/stretch.ts",
    find: "Math.min(LONGEST_RETRY_AFTER_MS, retryAfterMs(retryAfter, now) ?? 0)",
    replace: "retryAfterMs(retryAfter, now) ?? 0",
    tests: PATIENCE,
  },
  {
    rule: "of several that are in trouble one asks",
    file: "src/connection/patience.ts",
    find: "await (signal === undefined ? before : unlessAborted(before, signal));",
    replace: "void before;",
    tests: PATIENCE,
  },
  {
    rule: "who has no patience does not wait",
    file: "src/connection/patience.ts",
    find: "Math.min(patienceMs, options.mostMs ?? Infinity)",
    replace: "options.mostMs ?? PATIENCE_MS + 0 * patienceMs",
    tests: PATIENCE,
  },
  {
    rule: "a computer that was suspended has not used its patience up",
    file: "src/connection/stretch.ts",
    find: "Math.min(Math.max(0, attemptMs), LONGEST_ATTEMPT_MS)",
    replace: "attemptMs",
    tests: PATIENCE,
  },
  {
    rule: "a download goes on after a block, an outage or a page in the place of a segment",
    file: "src/download/segments.ts",
    find: "return await caller.outlast(async ({ retry }) => {",
    replace:
      "return await (async (ask) => await ask({ retry: true }))(async ({ retry }: { retry: boolean }) => {",
    tests: DOWNLOADS,
  },
  {
    rule: "a download by whole files asks again after a block or an outage",
    file: "src/download/fetch_part.ts",
    find: "const bytes = await caller.outlast(ask, { signal });",
    replace: "const bytes = await ask({ retry: true });",
    tests: DOWNLOADS,
  },
  {
    rule: "the segment that tells how long segments are is outlasted for, too",
    file: "src/download/fetch_part.ts",
    find: "const bytes = await fetchPatiently(source, size === undefined ? 1 : segment);",
    replace:
      "const bytes = await source.caller.segment({ id: source.id, part: source.part.part, segment });",
    tests: DOWNLOADS,
  },
  {
    rule: "a block in the place of a whole file is no refusal of the site",
    file: "src/download/direct.ts",
    find: "if (/^(?:auth|network)\\//.test(error.code) || isInTheWay(error)) return error;",
    replace: "if (/^(?:auth|network)\\//.test(error.code)) return error;",
    tests: DOWNLOADS,
  },
  {
    rule: "a part that is missing is told at once",
    file: "src/download/direct.ts",
    find: "error.httpStatus === 500 && error.body",
    replace: "error.httpStatus === 501 && error.body",
    tests: DOWNLOADS,
  },
  {
    rule: "the last look at the record is outlasted for",
    file: "src/download/moved_part.ts",
    find: '({ retry }) => caller.send("getBackupInfo", { id }, { signal, retry }),',
    replace: '() => caller.send("getBackupInfo", { id }, { signal }).catch(() => ({ files: [] })),',
    tests: DOWNLOADS,
  },
  {
    rule: "a site that has not answered yet is not waited for as long as one that has",
    file: "src/client/session.ts",
    find: "mostMs: this.#hasWorked ? undefined : FIRST_PATIENCE_MS,",
    replace: "mostMs: undefined,",
    tests: DOWNLOADS,
  },
];
