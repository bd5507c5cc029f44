import type { GitLine } from "./git-line.ts";
import { powerOf } from "./protected-keys.ts";
import type { Setting } from "./settings.ts";
import type { Carried, GitCall, Risk } from "./verdict.ts";

const VARIABLES =
  "GIT_EDITOR GIT_SEQUENCE_EDITOR GIT_PAGER GIT_EXTERNAL_DIFF GIT_SSH GIT_SSH_COMMAND GIT_ASKPASS GIT_PROXY_COMMAND " +
  "GIT_MERGETOOL_GUI VISUAL EDITOR PAGER SSH_ASKPASS GIT_ALTERNATE_REFS_COMMAND";

/** What the settings and variables of a call make git run: editors, pagers, filters, helpers. */
export function carriedAround(settings: readonly Setting[], env: GitCall["env"] = {}): readonly Carried[] {
  const bySetting = settings
    .filter(({ key, value }) => powerOf(key, value) === "command")
    .map(({ key, value }) => ({ by: key, text: value }));
  const byVariable = VARIABLES.split(" ").flatMap((by) => (env[by] ? [{ by, text: env[by] }] : []));
  return [...bySetting, ...byVariable];
}

/**
 * A carried command is harmless as long as its `git` is ours: it finds the shim first, and is judged itself. Refused
 * is only what goes round the shim: git by its path, or another place to look for programs together with git.
 */
export function unwatchedRisks(carried: readonly Carried[]): readonly Risk[] {
  return carried
    .filter(({ text }) => goesRound(text))
    .map(({ by }) => ({
      rule: "carried git",
      reason: `${by} would run git where nobody watches.`,
      instead: "run git by its name, as a command of its own",
    }));
}

/** Git's own programs from another folder could be anything. */
export function execPathRisks(line: GitLine): readonly Risk[] {
  if (line.execPath === undefined || line.command === undefined) return [];
  const reason = "It would take git's own programs from another folder.";
  return [{ rule: "--exec-path", reason, instead: "the same command without --exec-path" }];
}

function goesRound(text: string): boolean {
  const byPath = /\/git(-[a-z-]+)?["']?\s+["']?[a-z-]/i.test(text);
  const elsewhere = /\b(GIT_EXEC_)?PATH=|\benv\s+-|--exec-path|\bcommand\s+-p|\bunset\s+PATH/.test(text);
  return byPath || (elsewhere && /\bgit\b/.test(text));
}
