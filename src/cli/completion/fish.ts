/**
 * The script for fish.
 * @module
 */
import { type CompletedCommand, type CompletedFlag, firstWords, globalFlags } from "./table.ts";
import type { Completion, Word } from "./table.ts";

const IS_AT =
  `# Whether so many arguments follow the command that is named; any number when it is negative.
function __sitehaul_at
    set -l given (__sitehaul_words)
    set -l count (math (count $given) - (count $argv) + 1)
    set -l name $argv[2..-1]
    set -l size (count $name)
    if test $size -gt 0
        test (count $given) -ge $size; or return 1
        test "$given[1..$size]" = "$name"; or return 1
    end
    test $argv[1] -lt 0; or test $argv[1] -eq $count
end`;

/** The program itself prints the known sites, and the known backups and profiles of a site. */
const ASK = `function __sitehaul_sites
    sitehaul completions --words 2>/dev/null
end

# What was listed of the site that follows the command, whose name has so many words.
function __sitehaul_ids
    set -l given (__sitehaul_words)
    set -l site $given[(math $argv[2] + 1)]
    test -n "$site"; and sitehaul completions --$argv[1]=$site 2>/dev/null
end`;

/** The script: a line for everything that can be completed, and when. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const flags = commands.flatMap(({ name, flags }) =>
    flags.map((flag) => flagLine(flag, `-1 ${name}`, name))
  );
  return `# The completion of sitehaul for fish. Put it into ~/.config/fish/completions/sitehaul.fish

${IS_AT}

${wordsFunction(commands)}

${ASK}

complete -c sitehaul -f
${wordLines("0", firstWords(commands)).join("\n")}
${secondLines(commands).join("\n")}
${commands.flatMap(argumentLines(commands)).join("\n")}
${flags.join("\n")}
${globalFlags().map((flag) => flagLine(flag, undefined)).join("\n")}
`;
}

function wordsFunction(commands: readonly CompletedCommand[]): string {
  return `# The words before the current one, without flags and their values.
function __sitehaul_words
    set -l skip
    set -l tokens (commandline -opc)
    for word in $tokens[2..-1]
        if set -q skip[1]
            set -e skip[1]
        else if contains -- $word ${valued(commands)}
            set skip $word
        else if not string match -q -- '-*' $word
            echo $word
        end
    end
end`;
}

/** The flags that have a value wherever they are. */
function valued(commands: readonly CompletedCommand[]): string {
  const flags = [...globalFlags(), ...commands.flatMap(({ flags }) => flags)];
  const bare = new Set(flags.filter(({ value }) => !value).map(({ spelling }) => spelling));
  const names = flags.filter(({ spelling, value }) => value && !bare.has(spelling));
  return [...new Set(names.map(({ spelling }) => spelling))].join(" ");
}

function wordLines(at: string, words: readonly Word[]): string[] {
  return words.map(({ word, about }) => line(at, `-a ${quoted(word)} -d ${quoted(about)}`));
}

function secondLines(commands: readonly CompletedCommand[]): string[] {
  return commands.flatMap(({ name, summary }) => {
    const [first = "", word] = name.split(" ");
    return word === undefined ? [] : wordLines(`0 ${first}`, [{ word, about: summary }]);
  });
}

function argumentLines(commands: readonly CompletedCommand[]) {
  return ({ name, args }: CompletedCommand): string[] =>
    args.flatMap(({ value, many }, index) => {
      const words = offered(value, commands, name);
      return words === "" ? [] : [line(`${many ? -1 : index} ${name}`, words)];
    });
}

function flagLine(
  { spelling, help, value }: CompletedFlag,
  at: string | undefined,
  command = "",
): string {
  const name = spelling.startsWith("--") ? `-l ${spelling.slice(2)}` : `-s ${spelling.slice(1)}`;
  // Without -x, fish offers the files of the folder as well.
  const how = value?.kind === "file" ? "-r" : "-x";
  const words = value === undefined ? "" : ` ${how} ${offered(value, [], command)}`.trimEnd();
  return line(at, `${name}${words} -d ${quoted(help)}`);
}

/** The options of `complete` that offer a value; none for a text that only the user knows. */
function offered(
  value: Completion,
  commands: readonly CompletedCommand[],
  command: string,
): string {
  switch (value.kind) {
    case "choice":
      return `-a ${quoted(value.choices.join(" "))}`;
    case "file":
      return "-F";
    case "folder":
      return "-a '(__fish_complete_directories)'";
    case "site":
      return "-a '(__sitehaul_sites)'";
    case "command":
      return `-a ${quoted(firstWords(commands).map(({ word }) => word).join(" "))}`;
    case "records":
    case "profiles":
      return `-a '(__sitehaul_ids ${value.kind} ${command.split(" ").length})'`;
    case "text":
      return "";
  }
}

function line(at: string | undefined, rest: string): string {
  return `complete -c sitehaul${at === undefined ? "" : ` -n '__sitehaul_at ${at}'`} ${rest}`;
}

/** A word in single quotes, as fish reads them. */
function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
