import type { shells } from "../command-table.ts";

/**
 * They hold no list: each asks `prompts-gpt complete`, so that none is out of date after an upgrade. The command comes
 * from PATH, never from the path that was typed: that may lead to a program of the repository.
 */
export const scripts: Record<(typeof shells)[number], string> = {
  // Not compgen -W, which would execute what stands in $( ) in a candidate. Reads as bash 3.2 of macOS does.
  bash: String.raw`_prompts_gpt() {
  local line word words=()
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    [ "$word" = "=" ] || words+=("$word")
  done
  [ "\${COMP_WORDS[COMP_CWORD]}" != "=" ] || words+=("")
  while IFS= read -r line; do
    case $line in
      :files) compopt -o default 2>/dev/null ;;
      :folders) compopt -o dirnames 2>/dev/null ;;
      *) COMPREPLY+=("\${line%%$'\t'*}") ;;
    esac
  done < <(command prompts-gpt complete -- "\${words[@]}" 2>/dev/null </dev/null)
}
complete -F _prompts_gpt prompts-gpt
`.replaceAll("\\$", "$"),
  zsh: String.raw`#compdef prompts-gpt
_prompts_gpt() {
  local line by_shell=
  local -a candidates
  for line in "\${(@f)$(command prompts-gpt complete -- "\${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null </dev/null)}"; do
    case $line in
      '') ;;
      :*) by_shell=$line ;;
      *) candidates+=("\${line/$'\t'/:}") ;;
    esac
  done
  (( $#candidates == 0 )) || _describe prompts-gpt candidates
  [[ -z $by_shell ]] || compset -P '-*='
  case $by_shell in
    :files) _files ;;
    :folders) _files -/ ;;
  esac
}
if [[ $funcstack[1] == _prompts_gpt ]]; then
  _prompts_gpt "$@"
else
  compdef _prompts_gpt prompts-gpt
fi
`.replaceAll("\\$", "$"),
  fish: `function __prompts_gpt
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l attached (string match -r -- '^-[^=]*=' "$current")
    set -l rest (string replace -r -- '^-[^=]*=' '' "$current")
    set -e words[1]
    for line in (command prompts-gpt complete -- $words "$current" 2>/dev/null </dev/null)
        switch $line
            case :files
                for path in (__fish_complete_path "$rest")
                    printf '%s\\n' "$attached$path"
                end
            case :folders
                for path in (__fish_complete_directories "$rest" "")
                    printf '%s\\n' "$attached$path"
                end
            case '*'
                printf '%s\\n' $line
        end
    end
end
complete -c prompts-gpt -f -a '(__prompts_gpt)'
`,
};
