import { SitehaulError } from "../../base/errors.ts";
import type { InvocationOf } from "../context/command.ts";
import { completeLine, firstWords, type Offer } from "../completion/complete_line.ts";
import { REQUESTS, SCRIPTS, type Shell, wordsTyped, writtenBefore } from "../completion/shells.ts";
import type { Word } from "../completion/table.ts";
import { LATEST } from "../declarations/command.ts";
import { type completions, SHELLS } from "../declarations/program.ts";
import { TAG_PREFIX } from "../../config/select.ts";
import { refuseFlags } from "../parse/stray_flags.ts";

type Completions = InvocationOf<typeof completions>;

export async function run(invocation: Completions): Promise<void> {
  const { args: { shell }, flags, context: { output } } = invocation;
  const { line } = flags;
  if (shell !== undefined) {
    refuseFlags(flags, ["line"], "cannot be used with SHELL", "Omit the flag to print a script.");
  }
  if (line !== undefined) return await answer(line, invocation);
  const known = SHELLS.find((each) => each === shell);
  if (known === undefined) {
    throw new SitehaulError("usage/value", "completions needs SHELL: bash, zsh or fish", {
      hint: '"sitehaul completions --help" has examples.',
    });
  }
  const script = SCRIPTS[known];
  // Secrets are hidden where they show; in a script that would break the words that look alike.
  output.result({ shell: known, script }, () => script.trimEnd(), { exactly: true });
}

/** Prints what fits, in a form that the shell's script understands. */
async function answer(shell: Shell, invocation: Completions): Promise<void> {
  const { context: { output, world }, commands } = invocation;
  const text = await world.readStdin();
  const offer = completeLine(wordsTyped(text, shell), commands);
  const { typed, value } = offer;
  if (value?.kind === "file" || value?.kind === "folder") {
    const request = REQUESTS[value.kind];
    return output.result([request], () => request);
  }
  const words = [...offer.words, ...await wordsFor(offer, invocation)];
  const before = writtenBefore(typed, text, shell);
  const lines = shell === "bash"
    ? words.filter(({ word }) => word.startsWith(typed))
      .map(({ word }) => word.slice(before.length))
    : words.map(({ word, about }) => about === "" ? word : `${word}\t${about}`);
  output.result(lines, () => lines.join("\n"));
}

/** The words that a value can have; none for what only the user knows. */
async function wordsFor(
  { value, site }: Offer,
  { context, commands }: Completions,
): Promise<Word[]> {
  switch (value?.kind) {
    case "choice":
      return value.choices.map((word) => ({ word, about: "" }));
    case "command":
      return firstWords(commands);
    case "site": {
      const { knownSites } = await import("../completion/site_names.ts");
      return (await knownSites(context)).map((word) => ({ word, about: "" }));
    }
    case "excluded": {
      const { configuredNames, siteTags } = await import("../completion/site_names.ts");
      const tags = (await siteTags(context)).map((tag) => TAG_PREFIX + tag);
      return [...await configuredNames(context), ...tags].map((word) => ({ word, about: "" }));
    }
    case "tag": {
      const { siteTags } = await import("../completion/site_names.ts");
      return (await siteTags(context)).map((word) => ({ word, about: "" }));
    }
    case "records":
    case "profiles": {
      const { knownIds } = await import("../completion/known_ids.ts");
      const ids = site === undefined ? [] : await knownIds(value.kind, site, context);
      const words = ids.map(({ id, about }) => ({ word: String(id), about }));
      const latest = { word: LATEST, about: "the newest complete backup" };
      return value.kind === "records" ? [latest, ...words] : words;
    }
    default:
      return [];
  }
}
