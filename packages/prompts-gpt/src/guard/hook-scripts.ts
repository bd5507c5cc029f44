import { findGit, quoted } from "./shim-script.ts";

/** What the scripts of the hooks name; absolute paths. */
export interface HookParts {
  /** Our folder: the scripts, and who is at work in `live`. */
  readonly folder: string;
  /** Where the user's own hooks stand. */
  readonly own: string;
  /** The repository's `.git` folder. */
  readonly gitDir: string;
  readonly git: string;
  /** The shim's folder. */
  readonly shim: string;
  readonly node: string;
  readonly check: string;
}

/** Hooks that git passes over when they do nothing. Of the others there is one only where the user has one. */
export const PASSING = (
  "applypatch-msg pre-applypatch post-applypatch pre-commit pre-merge-commit prepare-commit-msg commit-msg post-commit " +
  "pre-rebase post-checkout post-merge post-rewrite pre-auto-gc sendemail-validate"
).split(" ");

/** The user's hook of that name, as if it had been called itself. */
export function chainScript(name: string, { own }: Pick<HookParts, "own">): string {
  return `#!/bin/sh
# prompts-gpt: stands before this repository's own hooks while an agent runs.
[ ! -x ${quoted(`${own}/${name}`)} ] || exec ${quoted(`${own}/${name}`)} "$@"
`;
}

/**
 * Refuses what takes refs or the stash away, whichever way git was called; asks the same check as the shim, about the git
 * that calls this hook. Nobody but an agent of a live run is asked anything.
 */
export function referenceTransactionScript(parts: HookParts): string {
  const common = quoted(parts.gitDir);
  return `#!/bin/sh
# prompts-gpt: looks at changes of refs while an agent runs.
own=${quoted(`${parts.own}/reference-transaction`)}
if [ "$1" != prepared ]; then
  [ ! -x "$own" ] || exec "$own" "$@"
  exit 0
fi
${isAgent(parts)}
changes=$(cat)
# Where refs are files. A new one under refs/replace hides a commit; those are asked about.
is_new() {
  case $old in *[!0]*) return 1 ;; esac
  case $ref in refs/replace/*) return 1 ;; esac
  [ ! -e ${common}/reftable ] || return 1
  [ ! -e ${common}/"$ref" ] && ! grep -qF " $ref" ${common}/packed-refs 2>/dev/null
}
if is_agent; then
  ask=
  while read -r old new ref; do
    case $ref in
      refs/stash) ask=1 ;;
      # A change without an old value may be a new ref or a forced one: git says the same of both.
      refs/heads/* | refs/tags/* | refs/notes/* | refs/replace/*)
        case $new in *[!0]*) is_new || forward || ask=1 ;; *) ask=1 ;; esac
        ;;
    esac
  done <<CHANGES
$changes
CHANGES
  if [ -n "$ask" ]; then ${askAboutCaller(parts)} || exit 1; fi
fi
[ ! -x "$own" ] || printf '%s\\n' "$changes" | "$own" "$@"
`;
}

export function prePushScript(parts: HookParts): string {
  return `#!/bin/sh
# prompts-gpt: looks at what an agent pushes.
own=${quoted(`${parts.own}/pre-push`)}
${isAgent(parts)}
if is_agent; then ${askAboutCaller(parts)} || exit 1; fi
[ ! -x "$own" ] || exec "$own" "$@"
`;
}

function askAboutCaller({ node, check }: HookParts): string {
  return `NODE_OPTIONS= PROMPTS_GPT_GUARD=$rules ${quoted(node)} ${quoted(check)} --caller "$git" "$PPID" </dev/null`;
}

/**
 * An agent has our marker in its environment; without it, it lives in another namespace of processes than its owner, or
 * comes from that. A live file says on its lines: pid of the owner, its namespace or "-", where the rules stand.
 */
function isAgent({ folder, git, shim }: Pick<HookParts, "folder" | "git" | "shim">): string {
  return `${findGit({ git, folder: shim })}
rules=\${PROMPTS_GPT_GUARD:-}
parent_of() {
  if [ -r "/proc/$1/status" ]; then
    while read -r key value; do [ "$key" != PPid: ] || { echo "$value"; return; }; done <"/proc/$1/status"
  else
    ps -o ppid= -p "$1" 2>/dev/null || echo 0
  fi
}
is_agent() {
  here=$(readlink /proc/self/ns/pid 2>/dev/null)
  for file in ${quoted(`${folder}/live`)}/*; do
    [ -f "$file" ] || continue
    { read -r pid; read -r space; read -r known; } <"$file"
    found=
    [ "$space" != "$here" ] || kill -0 "$pid" 2>/dev/null || continue
    [ "$space" = - ] || [ "$here" = "$space" ] || found=1
    [ -z "$PROMPTS_GPT_RUN" ] || found=1
    up=$PPID
    while [ -z "$found" ] && [ "\${up:-0}" -gt 1 ]; do
      [ "$up" != "$pid" ] || found=1
      up=$(parent_of "$up")
    done
    [ -z "$found" ] || { rules=\${rules:-$known}; return 0; }
  done
  return 1
}
# The usual ways to move a branch on lose nothing: its reflog has where it stood.
forward() {
  words=$(tr '\\0' ' ' <"/proc/$PPID/cmdline" 2>/dev/null) || return 1
  case \${words#* } in commit\\ * | merge\\ * | pull\\ * | rebase\\ * | cherry-pick\\ * | revert\\ * | am\\ *) return 0 ;; esac
  return 1
}`;
}
