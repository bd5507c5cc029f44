/** A process as the system shows it. */
export interface Caller {
  /** The file that it runs. */
  readonly program: string;
  readonly args: readonly string[];
}

/** Git calls git: to check a new worktree out, to collect garbage, to bring submodules up to date. By caller and called. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  worktree: ["reset", "symbolic-ref", "update-ref", "branch"],
  gc: ["reflog", "prune", "repack", "worktree", "pack-refs", "gc"],
  maintenance: ["reflog", "prune", "repack", "worktree", "pack-refs", "gc"],
  submodule: ["submodule--helper", "checkout", "read-tree", "reset"],
  "submodule--helper": ["submodule--helper", "checkout", "read-tree", "reset"],
};

/**
 * Whether git itself makes this call, as a part of one that was looked at. `caller` is the process that started it:
 * `programs` are those that are git.
 */
export function isOwnCall(called: readonly string[], caller: Caller, programs: readonly string[]): boolean {
  const args = argsOfGit(caller, programs);
  if (args === undefined || args.includes("foreach")) return false; // what foreach runs is not git's own
  const [by, what] = [commandIn(args), commandIn(called)];
  if (by === undefined || what === undefined) return false;
  return OWN[by]?.includes(what) === true || called.includes("--super-prefix");
}

/** A command of git may be a script: `sh /usr/lib/git-core/git-submodule update`. */
function argsOfGit({ program, args }: Caller, programs: readonly string[]): readonly string[] | undefined {
  if (programs.includes(program)) return args.slice(1);
  const at = args.findIndex((word) => /\/git-[a-z-]+$/.test(word));
  const script = args[at];
  if (at < 1 || at > 2 || script === undefined) return undefined;
  const folder = script.slice(0, script.lastIndexOf("/"));
  const isGits = programs.some((git) => git.startsWith(`${folder}/`));
  return isGits ? [script.slice(folder.length + "/git-".length), ...args.slice(at + 1)] : undefined;
}

const WITH_VALUE = new Set(["-C", "-c", "--git-dir", "--work-tree", "--namespace", "--super-prefix", "--config-env"]);

/** The subcommand. */
export function commandIn(args: readonly string[]): string | undefined {
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? "";
    if (!word.startsWith("-")) return word;
    if (WITH_VALUE.has(word)) at++;
  }
  return undefined;
}
