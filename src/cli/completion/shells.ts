/**
 * The scripts for the shells. They hand the words of the line to `sitehaul completions --line`, which
 * answers with words, or with a request for the shell's own completion of files.
 *
 * The words go to the standard input: arguments of a program can be seen by everybody on the computer,
 * and a secret may be among them.
 */

import type { SHELLS } from "../declarations/program.ts";

/** The name that `sitehaul completions` takes. */
export type Shell = (typeof SHELLS)[number];

/** What the program prints instead of words where the shell completes files or folders itself. */
export const REQUESTS = { file: ":files", folder: ":folders" } as const;

/** From version 3.2 on, without a package of completions. */
const BASH = `# The completion of sitehaul for bash. Load it: source <(sitehaul completions bash)
_sitehaul() {
  local word typed=\${COMP_WORDS[COMP_CWORD]} how=
  case $typed in [=:]*) typed= ;; esac
  COMPREPLY=()
  while IFS= read -r word; do
    case $word in
      ${REQUESTS.file}) how=-f ;;
      ${REQUESTS.folder}) how=-d ;;
      *) COMPREPLY[\${#COMPREPLY[@]}]=$word ;;
    esac
  done < <(printf '%s\\0' "\${COMP_WORDS[@]:1:COMP_CWORD}" | "$1" completions --line bash 2>/dev/null)
  [ -n "$how" ] || return 0
  compopt -o filenames 2>/dev/null
  while IFS= read -r word; do COMPREPLY[\${#COMPREPLY[@]}]=$word
  done < <(compgen "$how" -- "$typed")
  return 0
}
complete -F _sitehaul sitehaul
`;

/** Works as a file in \`fpath\`, and when it is loaded by \`source\`. */
const ZSH = `#compdef sitehaul
# The completion of sitehaul for zsh. Put it into a folder of fpath as _sitehaul.
_sitehaul() {
  local line
  local -a found abouts
  printf '%s\\0' "\${(@Q)words[2,CURRENT-1]}" "$PREFIX" |
    "$words[1]" completions --line zsh 2>/dev/null | while IFS= read -r line; do
    found+=("\${line%%$'\\t'*}")
    abouts+=("\${line/$'\\t'/  -- }")
  done
  case $PREFIX in --*=*) compset -P 1 '*=' ;; esac
  case $found[1] in
    ${REQUESTS.file}) _files ;;
    ${REQUESTS.folder}) _files -/ ;;
    ?*) compadd -l -d abouts -a found ;;
  esac
}
if [ "$funcstack[1]" = _sitehaul ]; then _sitehaul "$@"; else compdef _sitehaul sitehaul; fi
`;

const FISH =
  `# The completion of sitehaul for fish. Put it into ~/.config/fish/completions/sitehaul.fish
function __sitehaul_offer
    set -l words (commandline -opc) (commandline -ct)
    set -l typed (string replace -r '^--[^=]*=' '' -- $words[-1])
    set -l before (string sub -l (math (string length -- "$words[-1]") - (string length -- "$typed")) -- "$words[-1]")
    for line in (printf '%s\\0' $words[2..-1] | sitehaul completions --line fish 2>/dev/null)
        switch $line
            case ${REQUESTS.file}
                string replace -r '^' -- "$before" (__fish_complete_path "$typed")
            case ${REQUESTS.folder}
                string replace -r '^' -- "$before" (__fish_complete_directories "$typed")
            case '*'
                echo "$before$line"
        end
    end
end
complete -c sitehaul -f -a '(__sitehaul_offer)'
`;

/** The script that completes command lines in a shell. */
export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

/**
 * The words of a line as they were typed. Bash takes words apart at `=` and `:`, such as addresses.
 *
 * @param text the words, each followed by a zero byte
 */
export function wordsTyped(text: string, shell: Shell): string[] {
  const words = text.split("\0").slice(0, -1);
  return shell === "bash" ? joined(words) : words;
}

function joined(pieces: readonly string[]): string[] {
  const words: string[] = [];
  let isGlued = false;
  let previous = "";
  for (const piece of pieces) {
    isGlued = /^[=:]/.test(piece) || isGlued && /[=:]$/.test(previous);
    if (isGlued && words.length > 0) words.push(`${words.pop()}${piece}`);
    else words.push(piece);
    previous = piece;
  }
  return words;
}

/** What bash has already written of a word that it took apart, and replaces no more. */
export function writtenBefore(typed: string, text: string, shell: Shell): string {
  if (shell !== "bash") return "";
  const piece = text.split("\0").at(-2) ?? "";
  return typed.slice(0, typed.length - (/^[=:]/.test(piece) ? 0 : piece.length));
}
