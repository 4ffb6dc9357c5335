/**
 * The script for zsh.
 * @module
 */
import { shellLists } from "./shell_lists.ts";
import type { CompletedCommand } from "./table.ts";

/** The script: it works as a file in `fpath`, and when it is loaded by `source`. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  return `#compdef sitehaul
# The completion of sitehaul for zsh. Put it into a folder of fpath as _sitehaul.

${shellLists(commands)}

_sitehaul() {
  local program=$words[1] current='' verb='' site='' flag='' place=0 kind='' choices='' ended=''
  local line=''
  local -a found abouts
  _sitehaul_look "$PREFIX" "\${(@Q)words[2,CURRENT-1]}"
  case "$ended$current" in --*=*) compset -P 1 '*=' ;; esac
  case $kind in
    file) _files; return ;;
    folder) _files -/; return ;;
  esac
  _sitehaul_list | while IFS= read -r line; do
    found+=("\${line%%$'\\t'*}")
    abouts+=("\${line/$'\\t'/  -- }")
  done
  (( $#found )) && compadd -l -d abouts -a found
}

if [ "$funcstack[1]" = _sitehaul ]; then _sitehaul "$@"; else compdef _sitehaul sitehaul; fi
`;
}
