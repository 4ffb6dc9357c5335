/**
 * One extraction: what becomes of each entry.
 * @module
 */
import { SitehaulError } from "../errors.ts";
import { stopIfAborted } from "./abort.ts";
import type { Entry } from "./entry.ts";
import type { ExtractEvent, ExtractOptions, ExtractSummary } from "./extract_contract.ts";
import { Ledger, type NameFinding } from "./ledger.ts";
import type { Opened } from "./open.ts";
import { ArchiveError, type Problem } from "./problem.ts";
import { ProblemList } from "./problem_list.ts";
import { chooser } from "./selection.ts";
import { Refusal, type TargetFolder } from "./target_folder.ts";

/** Bytes that may be written whatever the size of the archive; no smaller file counts as a bomb. */
const HARMLESS = 64 << 20;

/** After so much damage between entries the rest is not looked at: finding the next one takes time. */
const MOST_DAMAGE = 1000;

/** How often progress within one file is reported, in bytes. */
const TELL_EVERY = 8 << 20;

/** Extracts the entries of one archive into one folder. */
export class Extraction {
  readonly #opened: Opened;
  readonly #folder: TargetFolder;
  readonly #options: ExtractOptions;
  readonly #ledger: Ledger;
  readonly #problems = new ProblemList();
  readonly #links: Entry[] = [];
  readonly #directories: Entry[] = [];
  readonly #counts = { files: 0, directories: 0, links: 0, bytes: 0, skipped: 0 };
  /** Bytes that went to the disk, also for files that turned out to be damaged. */
  #poured = 0;
  #hasBegun = false;
  /** Where the two names of an entry disagree. */
  #distrusted = -1;

  constructor(opened: Opened, folder: TargetFolder, options: ExtractOptions) {
    this.#opened = opened;
    this.#folder = folder;
    this.#options = options;
    this.#ledger = new Ledger(options);
  }

  summary(): ExtractSummary {
    const problems = this.#problems;
    const ok = problems.count("error") + problems.count("unsafe") === 0;
    return { ok, ...this.#counts, problems: problems.listed, unlisted: problems.unlisted() };
  }

  /** Everything that was found, as an error. */
  failure(): ArchiveError {
    return new ArchiveError(this.#problems.listed, this.#problems.unlisted(["error", "unsafe"]));
  }

  async *run(): AsyncGenerator<ExtractEvent, void, void> {
    const isChosen = chooser(this.#options.only);
    let [chosen, damage] = [0, 0];
    for await (const found of this.#opened.walk()) {
      stopIfAborted(this.#options.signal);
      if ("problem" in found) {
        yield* this.#noteFirst(found.problem);
        if (found.problem.severity !== "error" || ++damage < MOST_DAMAGE) continue;
        yield* this.#note(this.#givenUp(found.problem));
        break;
      }
      this.#hasBegun = true;
      if (isChosen(found.entry.path)) {
        chosen++;
        yield* this.#extract(found.entry);
      } else {
        this.#counts.skipped++;
      }
    }
    // What was chosen may be what is damaged: then that is the failure.
    const isWhole = this.#problems.count("error") === 0;
    if (chosen === 0 && this.#counts.skipped > 0 && isWhole) {
      throw nothingChosen(this.#options.only);
    }
    yield* this.#makeLinks();
    yield* this.#finishDirectories();
  }

  async *#extract(entry: Entry): AsyncGenerator<ExtractEvent, void, void> {
    const findings = [...this.#ledger.check(entry), ...this.#beyondLimits(entry)];
    for (const finding of findings) yield* this.#note(this.#problem(entry, finding));
    const isDuplicate = findings.some(({ code }) => code === "duplicate");
    if (isDuplicate || findings.some(({ severity }) => severity !== "warning")) return;
    if (entry.offset === this.#distrusted) return;
    if (entry.type === "link") this.#links.push(entry);
    else if (entry.type === "directory") yield* this.#makeDirectory(entry);
    else yield* this.#writeFile(entry);
  }

  async *#makeDirectory(entry: Entry): AsyncGenerator<ExtractEvent, void, void> {
    const { path, size } = entry;
    if (!(yield* this.#attempt(entry, () => this.#folder.directory(path)))) return;
    this.#directories.push(entry);
    this.#counts.directories++;
    yield { type: "entry", path, kind: "directory", size };
  }

  async *#writeFile(entry: Entry): AsyncGenerator<ExtractEvent, void, void> {
    const { path, size } = entry;
    let [told, before] = [0, 0];
    try {
      for await (const written of this.#folder.file(entry)) {
        this.#poured += written - before;
        before = written;
        stopIfAborted(this.#options.signal);
        if (written - told < TELL_EVERY) continue;
        told = written;
        yield { type: "progress", path, written, size };
      }
    } catch (error) {
      yield* this.#fail(entry, error);
      return;
    }
    this.#counts.files++;
    this.#counts.bytes += size;
    yield { type: "entry", path, kind: "file", size };
  }

  /** Links come last, so that nothing is written through one. */
  async *#makeLinks(): AsyncGenerator<ExtractEvent, void, void> {
    for (const entry of this.#links) {
      const { path, target = "", size } = entry;
      if (!(yield* this.#attempt(entry, () => this.#folder.link(path, target)))) continue;
      this.#counts.links++;
      yield { type: "entry", path, kind: "link", size };
    }
  }

  /** The deepest first: a folder that may not be entered hides those in it. */
  async *#finishDirectories(): AsyncGenerator<ExtractEvent, void, void> {
    const depth = ({ path }: Entry) => path.split("/").length;
    for (const entry of this.#directories.toSorted((a, b) => depth(b) - depth(a))) {
      yield* this.#attempt(entry, () => this.#folder.finishDirectory(entry));
    }
  }

  /** Does something; says whether it was done, and why not. */
  async *#attempt(
    entry: Entry,
    action: () => Promise<void>,
  ): AsyncGenerator<ExtractEvent, boolean, void> {
    stopIfAborted(this.#options.signal);
    try {
      await action();
      return true;
    } catch (error) {
      yield* this.#fail(entry, error);
      return false;
    }
  }

  *#fail(entry: Entry, error: unknown): Generator<ExtractEvent, void, void> {
    if (error instanceof ArchiveError) {
      for (const problem of error.problems) yield* this.#note(problem);
    } else if (error instanceof Refusal) {
      const { code, message } = error;
      yield* this.#note(this.#problem(entry, { severity: "error", code, message }));
    } else if (isUnwritable(error)) {
      const message = `this system cannot write such a name (${error.message})`;
      yield* this.#note(this.#problem(entry, { severity: "error", code: "name-unsafe", message }));
    } else {
      throw error instanceof SitehaulError ? error : notWritten(entry.path, error);
    }
  }

  /** Entries that share bytes can expand to any size: of such an archive, nothing is written. */
  *#noteFirst(problem: Problem): Generator<ExtractEvent, void, void> {
    if (problem.code === "overlap" && !this.#hasBegun) throw new ArchiveError([problem]);
    yield* this.#note(problem);
  }

  *#note(problem: Problem): Generator<ExtractEvent, void, void> {
    if (problem.code === "password") throw new ArchiveError([problem]);
    if (problem.code === "names-disagree") this.#distrusted = problem.offset;
    if (this.#problems.add(problem)) yield { type: "problem", problem };
  }

  /** A warning, since hardly any of so many errors is listed. */
  #givenUp({ offset }: Problem): Problem {
    const message = `${MOST_DAMAGE} places are damaged: what follows is not extracted`;
    return this.#opened.chain.problem(offset, "limit", message, { severity: "warning" });
  }

  #problem(entry: Entry, { code, message, severity }: NameFinding): Problem {
    const { path, offset } = entry;
    return this.#opened.chain.problem(offset, code, message, { severity, entry: path });
  }

  *#beyondLimits({ size, storedSize, type }: Entry): Generator<NameFinding> {
    const { totalBytes = Infinity, ratio = 500 } = this.#options.limits ?? {};
    const refuse = (message: string): NameFinding => ({
      severity: "error",
      code: "limit",
      message,
    });
    if (type !== "file") return;
    const written = this.#poured + size;
    const stored = this.#opened.chain.size;
    if (size > HARMLESS && size > storedSize * ratio) {
      yield refuse(`${storedSize} stored bytes would become ${size}, more than ${ratio} times`);
    } else if (written > HARMLESS + stored * ratio) {
      const all = `with its ${size} bytes ${written} would be written out of ${stored}`;
      yield refuse(`${all}, more than ${ratio} times as many`);
    }
    if (this.#counts.bytes + size > totalBytes) {
      yield refuse(`with its ${size} bytes more than ${totalBytes} bytes would be written`);
    }
  }
}

/** Whether the file system refuses this one name; anything else would hit the next entry as well. */
function isUnwritable(error: unknown): error is Error {
  const codes: readonly unknown[] = ["ENAMETOOLONG", "EINVAL", "EILSEQ", "ELOOP"];
  return error instanceof Error && "code" in error && codes.includes(error.code);
}

/** The error for a disk that does not take what it should. */
export function notWritten(path: string, cause: unknown): SitehaulError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SitehaulError("file/write", `Cannot write ${JSON.stringify(path)}: ${reason}`, {
    hint: "Check that the folder may be written, and that the disk is not full.",
    cause,
  });
}

function nothingChosen(only: readonly string[] | undefined): SitehaulError {
  const patterns = (only ?? []).map((pattern) => JSON.stringify(pattern)).join(", ");
  return new SitehaulError("usage/value", `No entry of the archive matches ${patterns}`, {
    hint: "List the archive to see its paths. `*` stays within a folder, `**` does not.",
  });
}
