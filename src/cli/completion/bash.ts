/**
 * The script for bash, from 3.2 on; it needs no package of completions.
 * @module
 */
import { shellLists } from "./shell_lists.ts";
import type { CompletedCommand } from "./table.ts";

const MAIN = `_sitehaul() {
  local program=$1 current='' verb='' site='' flag='' place=0 kind='' choices='' ended=''
  local word='' last='' index=0 glued=''
  local -a words
  COMPREPLY=()
  words=()
  for ((index = 1; index <= COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    case "$word" in
      [=:]*) glued=1 ;;
      *) case "$last" in *[=:]) ;; *) glued='' ;; esac ;;
    esac
    if [ -n "$glued" ] && [ \${#words[@]} -gt 0 ]; then words[\${#words[@]}-1]+=$word
    else words[\${#words[@]}]=$word; fi
    last=$word
  done
  current=\${words[\${#words[@]}-1]}
  _sitehaul_look "$current" "\${words[@]:0:\${#words[@]}-1}"
  case "$ended$current" in --*=*) current=\${current#*=} ;; esac
  case $kind in
    file) _sitehaul_files -f ;;
    folder) _sitehaul_files -d ;;
    *) _sitehaul_matches ;;
  esac
  return 0
}`;

const MATCHES = `# What bash splits off at a colon is there already.
_sitehaul_matches() {
  local before=''
  case "$COMP_WORDBREAKS" in *:*) before=\${current%"\${current##*:}"} ;; esac
  while IFS= read -r word; do
    word=\${word%%$'\\t'*}
    case "$word" in "$current"*) COMPREPLY[\${#COMPREPLY[@]}]=\${word#"$before"} ;; esac
  done < <(_sitehaul_list)
}

_sitehaul_files() {
  compopt -o filenames 2>/dev/null
  while IFS= read -r word; do COMPREPLY[\${#COMPREPLY[@]}]=$word
  done < <(compgen "$1" -- "$current")
}`;

/**
 * The script. Words are put together again that bash takes apart at `=` and `:`, such as addresses; what
 * it has already written of them is then left out of the answers. Lists are never expanded by the
 * shell: a name that holds `$(…)` stays a name.
 */
export function bashScript(commands: readonly CompletedCommand[]): string {
  return `# The completion of sitehaul for bash. Load it: source <(sitehaul completions bash)

${shellLists(commands)}

${MAIN}

${MATCHES}

complete -F _sitehaul sitehaul
`;
}
