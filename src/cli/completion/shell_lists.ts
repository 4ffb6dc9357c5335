/**
 * The part that the scripts for bash and zsh share: it is written in what both understand.
 *
 * `_sitehaul_look CURRENT WORD…` reads the words before the current one and says in `$kind` what can
 * stand there: `file`, `folder`, `text`, or words that `_sitehaul_list` prints, one on a line, with a tab
 * and what they are for.
 * @module
 */
import {
  type CompletedCommand,
  type CompletedFlag,
  type Completion,
  firstWords,
  globalFlags,
} from "./table.ts";

/** The functions that both shells use. */
export function shellLists(commands: readonly CompletedCommand[]): string {
  return [look(commands), value(commands), argument(commands), list(commands)].join("\n\n");
}

/** A word that no shell takes apart. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function look(commands: readonly CompletedCommand[]): string {
  const twoWords = commands.filter(({ name }) => name.includes(" ")).map(({ name }) =>
    quoted(name)
  );
  return `_sitehaul_look() {
  current=$1 verb='' site='' flag='' place=0 kind='' choices='' ended=''
  shift
  while [ $# -gt 0 ]; do
    if [ -n "$flag" ]; then flag=''; shift; continue; fi
    case "$ended$1" in
      '') ;;
      --) ended=1 ;;
      --*=*) ;;
      --*) flag=$1; _sitehaul_value; [ "$kind" != none ] || flag='' ;;
      -?*) ;;
      *)
        if [ -z "$verb" ]; then verb=$1
        else
          case "$place $verb $1" in
            ${twoWords.map((name) => `'0 '${name}`).join("|")}) verb="$verb $1" ;;
            *) [ "$place" != 0 ] || site=$1; place=$((place + 1)) ;;
          esac
        fi ;;
    esac
    shift
  done
  if [ -n "$flag" ]; then _sitehaul_value; return; fi
  case "$ended$current" in
    --*=*) flag=\${current%%=*}; _sitehaul_value ;;
    -*) kind=flags ;;
    *) if [ -z "$verb" ]; then kind=first; else _sitehaul_argument; fi ;;
  esac
}`;
}

/** Sets what follows a flag. */
function value(commands: readonly CompletedCommand[]): string {
  const cases = valueCases(commands).map(({ patterns, value }) =>
    `    ${patterns.join("|")}) ${assignment(value)} ;;`
  );
  return `_sitehaul_value() {
  case "$verb $flag" in
${cases.join("\n")}
    *) kind=none ;;
  esac
}`;
}

interface ValueCase {
  readonly patterns: readonly string[];
  readonly value: Completion;
}

/**
 * A flag that is the same in all commands has one pattern, so that it is known even before the
 * command.
 */
function valueCases(commands: readonly CompletedCommand[]): ValueCase[] {
  const uses = commands.flatMap(({ name, flags }) => flags.map((flag) => ({ name, flag })));
  const all = [...globalFlags().map((flag) => ({ name: undefined, flag })), ...uses];
  const cases = new Map<string, { patterns: Set<string>; value: Completion }>();
  for (const { name, flag: { spelling, value } } of all) {
    if (value === undefined) continue;
    const key = JSON.stringify(value);
    const isSame = all.every(({ flag }) =>
      flag.spelling !== spelling || JSON.stringify(flag.value) === key
    );
    const found = cases.get(key) ?? { patterns: new Set(), value };
    found.patterns.add(isSame ? `*${quoted(` ${spelling}`)}` : quoted(`${name} ${spelling}`));
    cases.set(key, found);
  }
  return [...cases.values()].map(({ patterns, value }) => ({ patterns: [...patterns], value }));
}

/** Sets what an argument is. */
function argument(commands: readonly CompletedCommand[]): string {
  const cases = commands.flatMap(({ name, args }) =>
    args.map(({ value, many }, index) => {
      const pattern = many ? `${quoted(`${name} `)}*` : quoted(`${name} ${index}`);
      return `    ${pattern}) ${assignment(value)} ;;`;
    })
  );
  return `_sitehaul_argument() {
  case "$verb $place" in
${cases.join("\n")}
    *) kind=none ;;
  esac
}`;
}

function assignment(value: Completion): string {
  return value.kind === "choice"
    ? `kind=choice choices=${quoted(value.choices.join("\\n"))}`
    : `kind=${value.kind}`;
}

/** Prints the words that can stand there. */
function list(commands: readonly CompletedCommand[]): string {
  const flags = commands.filter(({ flags }) => flags.length > 0).map(({ name, flags }) =>
    `        ${quoted(name)}) ${printed(flagWords(flags))} ;;`
  );
  const starts = new Set(
    commands.flatMap(({ name }) => name.includes(" ") ? name.split(" ")[0] : []),
  );
  const seconds = [...starts].map((start = "") => {
    const words = commands.flatMap(({ name, summary }) =>
      name.startsWith(`${start} `) ? [[name.slice(start.length + 1), summary] as const] : []
    );
    return `    ${quoted(`${start} 0 `)}) ${printed(words)} ;;`;
  });
  const first = printed(firstWords(commands).map(({ word, about }) => [word, about]));
  return `_sitehaul_list() {
  case "$verb $place $flag" in
${seconds.join("\n")}
  esac
  case $kind in
    first|command) ${first} ;;
    choice) printf '%b\\n' "$choices" ;;
    site) "$program" completions --words 2>/dev/null ;;
    records|profiles) "$program" completions "--$kind=$site" 2>/dev/null ;;
    flags)
      case $verb in
${flags.join("\n")}
      esac
      ${printed(flagWords(globalFlags()))} ;;
  esac
}`;
}

function flagWords(flags: readonly CompletedFlag[]): (readonly [string, string])[] {
  return flags.map(({ spelling, help }) => [spelling, help]);
}

function printed(pairs: readonly (readonly [string, string])[]): string {
  return `printf '%s\\t%s\\n' ${pairs.flat().map(quoted).join(" ")}`;
}
