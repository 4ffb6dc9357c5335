/** One extraction: what becomes of each entry. */
import { SitehaulError } from "../base/errors.ts";
import { stopIfAborted } from "../base/abort.ts";
import { cutShort, type Damaged } from "./cut_short.ts";
import { Damage } from "./damage.ts";
import type { Entry } from "./entry.ts";
import type { ExtractEvent, ExtractOptions, ExtractSummary } from "./extract_contract.ts";
import { Allowance } from "./extract_limits.ts";
import {
  configurationFinding,
  givenUp,
  kept,
  nothingChosen,
  notWritten,
  OLDER,
} from "./extract_messages.ts";
import { FoundNames } from "./found_names.ts";
import { isRefusal, type Judgement, Ledger, type NameFinding } from "./ledger.ts";
import type { Opened } from "./open.ts";
import { ArchiveError, type Problem } from "./problem.ts";
import { ProblemList } from "./problem_list.ts";
import { Refusal } from "./refusal.ts";
import { chooser } from "./selection.ts";
import type { TargetFolder, WrittenFile } from "./target_folder.ts";

/** How often progress within one file is reported, in bytes. */
const TELL_EVERY = 8 << 20;

/** Extracts the entries of one archive into one folder. */
export class Extraction {
  readonly #opened: Opened;
  readonly #folder: TargetFolder;
  readonly #options: ExtractOptions;
  readonly #ledger: Ledger;
  readonly #allowance: Allowance;
  readonly #problems = new ProblemList();
  /** Of two links with the same name the last counts. */
  readonly #links = new Map<string, Entry>();
  readonly #directories: Entry[] = [];
  readonly #counts = {
    files: 0,
    directories: 0,
    links: 0,
    bytes: 0,
    skipped: 0,
    leftOut: 0,
    damaged: 0,
    repeated: 0,
  };
  readonly #found = new FoundNames();
  #hasBegun = false;
  #hasToldOfDress = false;
  /** Where the two names of an entry disagree. */
  #distrusted = -1;

  constructor(opened: Opened, folder: TargetFolder, options: ExtractOptions) {
    this.#opened = opened;
    this.#folder = folder;
    this.#options = options;
    this.#ledger = new Ledger(options);
    this.#allowance = new Allowance(options.limits ?? {}, opened.chain.size);
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
    const damage = new Damage();
    let chosen = 0;
    for (const problem of this.#opened.problems) yield* this.#note(problem);
    for await (const found of this.#opened.walk()) {
      stopIfAborted(this.#options.signal);
      if ("problem" in found) {
        yield* this.#damage(found, isChosen);
        damage.add(found.problem);
        if (!damage.isTooMuch) continue;
        yield* this.#note(givenUp(this.#opened.chain, found.problem));
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

  /** Something that cannot be read; what there is of a file is extracted all the same. */
  async *#damage(
    { problem, rest }: Damaged,
    isChosen: (path: string) => boolean,
  ): AsyncGenerator<ExtractEvent, void, void> {
    const { entry = "", severity } = problem;
    if (rest === undefined || !isChosen(rest.path)) {
      yield* this.#noteFirst(problem);
      if (severity === "error" && entry !== "" && isChosen(entry)) this.#counts.leftOut++;
      return;
    }
    this.#hasBegun = true;
    const cut = cutShort(rest, problem);
    yield* this.#extract(cut.entry);
    if (!cut.isTold()) yield* this.#note(problem);
  }

  async *#extract(entry: Entry): AsyncGenerator<ExtractEvent, void, void> {
    const { links = "inside" } = this.#options;
    const { findings, ...name } = this.#ledger.check(entry);
    const allowed = findings.filter(({ code }) => code !== "link-outside" || links === "inside");
    const wrong = [...allowed, ...this.#allowance.exceededBy(entry, this.#counts.bytes)];
    for (const finding of wrong) yield* this.#note(this.#problem(entry, finding));
    if (this.#found.isDoubtful(entry, name)) {
      yield* this.#note(this.#problem(entry, OLDER));
      this.#counts.leftOut++;
    } else if (wrong.some(isRefusal) || entry.offset === this.#distrusted) {
      this.#counts.leftOut++;
    } else if (entry.type === "link") {
      if (links === "none") this.#counts.skipped++;
      else yield* this.#keepLink(entry);
    } else if (entry.type === "directory") yield* this.#makeDirectory(entry);
    else yield* this.#writeFile(entry, name);
  }

  async *#makeDirectory(entry: Entry): AsyncGenerator<ExtractEvent, void, void> {
    const { path, size } = entry;
    if (!(yield* this.#attempt(entry, () => this.#folder.directory(path)))) return;
    // The target folder itself stays as it is.
    if (path !== ".") this.#directories.push(entry);
    this.#counts.directories++;
    yield { type: "entry", path, kind: "directory", size };
  }

  async *#writeFile(
    entry: Entry,
    { key, isRepeat }: Omit<Judgement, "findings">,
  ): AsyncGenerator<ExtractEvent, void, void> {
    const { path, size } = entry;
    const isStrict = this.#options.strict ?? false;
    let [told, before] = [0, 0];
    try {
      for await (const written of this.#folder.file(entry, { isRepeat, isStrict })) {
        if (typeof written !== "number") {
          // From now on, an entry of the same name replaces it, and nothing that was there before.
          if (key !== undefined && written.path === path) this.#ledger.compare(key, 0);
          yield* this.#count(entry, written);
          yield* this.#tellOfConfiguration(entry);
          continue;
        }
        this.#allowance.pour(written - before);
        before = written;
        stopIfAborted(this.#options.signal);
        if (written - told < TELL_EVERY) continue;
        told = written;
        yield { type: "progress", path, written, size };
      }
    } catch (error) {
      yield* this.#fail(entry, error);
    }
  }

  *#count(entry: Entry, written: WrittenFile): Generator<ExtractEvent, void, void> {
    const { damage, replaced, undressed } = written;
    if (undressed !== undefined) yield* this.#tellOfDress(entry, undressed);
    this.#counts.bytes += written.size - (replaced ?? 0);
    if (damage !== undefined) {
      this.#counts.damaged++;
      for (const problem of damage.problems) yield* this.#note(kept(problem, entry, written));
      return;
    }
    if (replaced === undefined) this.#counts.files++;
    else if (written.isSame) this.#counts.repeated++;
    else yield* this.#tellOfRepeat(entry, "the earlier entry of this name has other content");
    yield { type: "entry", path: entry.path, kind: "file", size: written.size };
  }

  *#tellOfConfiguration(entry: Entry): Generator<ExtractEvent, void, void> {
    const finding = configurationFinding(entry);
    if (finding !== undefined) yield* this.#note(this.#problem(entry, finding));
  }

  *#tellOfRepeat(entry: Entry, message: string): Generator<ExtractEvent, void, void> {
    const last = `${message}; the last one counts`;
    yield* this.#note(
      this.#problem(entry, { severity: "warning", code: "duplicate", message: last }),
    );
  }

  *#keepLink(entry: Entry): Generator<ExtractEvent, void, void> {
    const earlier = this.#links.get(entry.path);
    if (earlier !== undefined && earlier.target === entry.target) this.#counts.repeated++;
    else if (earlier !== undefined) {
      yield* this.#tellOfRepeat(entry, "the earlier link of this name points elsewhere");
    }
    this.#links.set(entry.path, entry);
  }

  /** Links come last, so that nothing is written through one. */
  async *#makeLinks(): AsyncGenerator<ExtractEvent, void, void> {
    for (const entry of this.#links.values()) {
      const { path, target = "", size } = entry;
      if (!(yield* this.#attempt(entry, () => this.#folder.link(path, target)))) continue;
      this.#counts.links++;
      yield { type: "entry", path, kind: "link", size };
      yield* this.#tellOfConfiguration(entry);
    }
  }

  /** The deepest first: a folder that may not be entered hides those in it. */
  async *#finishDirectories(): AsyncGenerator<ExtractEvent, void, void> {
    const depth = ({ path }: Entry) => path.split("/").length;
    for (const entry of this.#directories.toSorted((a, b) => depth(b) - depth(a))) {
      stopIfAborted(this.#options.signal);
      try {
        await this.#folder.finishDirectory(entry);
      } catch (error) {
        const isAbsent = error instanceof Refusal && error.code.startsWith("target-");
        if (error instanceof Refusal && !isAbsent) yield* this.#tellOfDress(entry, error);
        else yield* this.#fail(entry, error);
      }
    }
  }

  /** Some file systems have no permissions at all: one warning tells that. */
  *#tellOfDress(entry: Entry, { message }: Refusal): Generator<ExtractEvent, void, void> {
    if (this.#hasToldOfDress) return;
    this.#hasToldOfDress = true;
    const more = `its permissions or time were not restored (${message}); others are not named`;
    yield* this.#note(
      this.#problem(entry, { severity: "warning", code: "attributes", message: more }),
    );
  }

  /** Lets one entry fail without the others: what was refused becomes a problem. */
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

  /** Leaves an entry out, or gives up where the next one would fare no better. */
  async *#fail(entry: Entry, error: unknown): AsyncGenerator<ExtractEvent, void, void> {
    if (error instanceof ArchiveError) {
      for (const problem of error.problems) yield* this.#note(problem);
    } else if (error instanceof Refusal) {
      if (!this.#folder.isThere()) throw notWritten(this.#options.to, error.cause ?? error);
      const { code, message } = error;
      yield* this.#note(this.#problem(entry, { severity: "error", code, message }));
    } else {
      throw error instanceof SitehaulError ? error : notWritten(entry.path, error);
    }
    this.#counts.leftOut++;
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

  #problem(entry: Entry, { code, message, severity }: NameFinding): Problem {
    const { path, offset } = entry;
    return this.#opened.chain.problem(offset, code, message, { severity, entry: path });
  }
}
