import { basename, join } from "node:path";
import { plainCallsScript } from "./plain-calls.ts";

/** Where everything that the shim starts stands; absolute paths. */
export interface ShimParts {
  /** The git that the user has. */
  readonly git: string;
  /** The shim's own folder: see {@link placesIn}. */
  readonly folder: string;
  readonly node: string;
  /** The program that looks at what the shim does not know to be harmless. */
  readonly check: string;
}

/** What stands in the shim's folder. */
export function placesIn(folder: string) {
  return {
    /** To be first on PATH. */
    bin: join(folder, "bin"),
    /** Everything of git's own exec path; `git` in it is the shim again. */
    exec: join(folder, "exec"),
    /** Empty; where the shim stands in git's own place, the rules of the run are mounted here. */
    rules: join(folder, "rules"),
    /** Bash reads it after the profile of a login shell, which sets PATH anew. */
    bashEnv: join(folder, "bash-env"),
  };
}

/** Where git itself is mounted meanwhile: a place that every user can read, for an agent as root may start git as another. */
export function mountedGit(folder: string): string {
  return `/run/prompts-gpt/${basename(folder)}/git`; // by that name: git looks at how it is called
}

/** For sh: git itself, wherever it is now, and the rules of the run. */
export function findGit({ git, folder }: Pick<ShimParts, "git" | "folder">): string {
  const { rules } = placesIn(folder);
  const mounted = quoted(mountedGit(folder));
  return `git=${quoted(git)}
[ ! -s ${mounted} ] || git=${mounted}
[ ! -s ${quoted(rules)} ] || export PROMPTS_GPT_GUARD=${quoted(rules)}`;
}

/** Options before the command that change nothing about what it does. */
const PASSED_OVER = "-P|-p|--no-pager|--paginate|--no-optional-locks|--no-replace-objects|--literal-pathspecs";

/** What a command prints goes to a file then, or a program is started on what it finds. */
const MAY_WRITE_OR_RUN = `*" --output"*|*" -O"*|*" --op"*`;

/**
 * Commands that destroy nothing whatever follows them but these options, and whose names no alias can take. What they may start (editors,
 * hooks, pagers) finds the shim first again.
 */
const HARMLESS = (
  "add annotate blame bugreport cat-file check-attr check-ignore check-mailmap check-ref-format cherry column commit " +
  "commit-tree count-objects describe diff diff-files diff-index diff-tree fmt-merge-msg for-each-ref for-each-repo " +
  "fsck get-tar-commit-id grep hash-object help interpret-trailers log ls-files ls-tree mailsplit " +
  "merge-base merge-tree mktag mktree name-rev patch-id range-diff rev-list rev-parse shortlog show " +
  "show-branch show-index show-ref status stripspace unpack-file var verify-commit verify-pack verify-tag version " +
  "whatchanged write-tree"
).split(" ");

/** Whole lines that only ask, of commands that can do more. A pattern of sh: the star stands for any words. */
const READS = (
  "--version|--exec-path|branch|branch --show-current|branch -a|branch -r|branch -v|branch -vv|branch --list|config --get *|" +
  "config --list|config -l|reflog|remote|remote -v|remote get-url *|stash list|symbolic-ref HEAD|symbolic-ref -q HEAD|" +
  "symbolic-ref --short HEAD|symbolic-ref -q --short HEAD|symbolic-ref --short -q HEAD|tag|tag -l|tag --list|worktree list|" +
  "worktree list --porcelain"
).split("|");

/**
 * The `git` that stands first on the agent's PATH. In sh, because most calls are harmless and a shell starts in a
 * millisecond; what it does not know, it asks the check about. When that cannot be started, nothing passes.
 */
export function shimScript(parts: ShimParts): string {
  const { folder, node, check } = parts;
  const exec = quoted(placesIn(folder).exec);
  return `#!/bin/sh
# prompts-gpt: looks at a call of git before git does. Harmless ones go on at once.
${findGit(parts)}
[ ! -x ${exec}/git ] || export GIT_EXEC_PATH=${exec}
case \${0##*/} in git-*) set -- "\${0##*/git-}" "$@" ;; esac
case $* in
  *--output* | *--upload-pack*) ;;
  ${READS.map((line) => line.replaceAll(" ", "\\ ")).join(" | ")}) exec "$git" "$@" ;;
esac
takes=
for word do
  case $takes in ?*) takes=; continue ;; esac
  case $word in
    -C) takes=1 ;;
    ${PASSED_OVER}) ;;
    ${HARMLESS.join("|")})
      case " $* " in ${MAY_WRITE_OR_RUN}) break ;; esac
      exec "$git" "$@" ;;
    *) break ;;
  esac
done
${plainCallsScript()}
case $plain in ?*) exec "$git" "$@" ;; esac
NODE_OPTIONS= ${quoted(node)} ${quoted(check)} "$git" "$PPID" "$@" </dev/null || exit
exec "$git" "$@"
`;
}

/** Only where the shim is missing from PATH: what somebody has put in front of it stays there. */
export function bashEnvScript(folder: string): string {
  const bin = quoted(placesIn(folder).bin);
  return `case :$PATH: in *:${bin}:*) ;; *) PATH=${bin}:$PATH ;; esac\n`;
}

/** For sh: everything but a quote stands for itself between quotes. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
