/** A process as the system shows it. */
export interface Caller {
  /** The file that it runs. */
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * Git calls git: to check a new worktree out, to collect garbage, to bring submodules up to date, to merge. By caller and
 * called; in the very words where others could be started from there too (a merge driver, a filter).
 */
const OWN: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  worktree: ["reset", "symbolic-ref", "update-ref", "branch"],
  gc: ["reflog", "prune", "repack", "worktree", "pack-refs", "gc"],
  maintenance: ["reflog", "prune", "repack", "worktree", "pack-refs", "gc"],
  submodule: ["submodule--helper", "checkout", "read-tree", "reset"],
  "submodule--helper": ["submodule--helper", "checkout", "read-tree", "reset"],
  merge: [/^read-tree -v --reset -u [0-9a-f]+$/],
  "merge-octopus": [/^read-tree -u -m /],
  "merge-resolve": [/^read-tree -u -m /],
  "merge-one-file": [/^checkout-index -u -f -- /],
  stash: [
    /^reset --hard -q --no-recurse-submodules$/,
    /^clean --force --quiet -d (-x )?-- :\/$/,
    /^checkout --no-overlay /,
  ],
};
/** These call themselves in submodules, and say so. */
const IN_SUBMODULES = new Set([
  "checkout",
  "switch",
  "reset",
  "read-tree",
  "merge",
  "submodule--helper",
  "restore",
  "pull",
  "rebase",
]);

/**
 * Whether git itself makes this call, as a part of one that was looked at. `caller` is the process that started it:
 * `programs` are those that are git.
 */
export function isOwnCall(called: readonly string[], caller: Caller, programs: readonly string[]): boolean {
  const args = argsOfGit(caller, programs);
  if (args === undefined || args.includes("foreach")) return false; // what foreach runs is not git's own
  const [by, what] = [commandIn(args), commandIn(called)];
  if (by === undefined || what === undefined) return false;
  const line = called.join(" ");
  const isOwn = OWN[by]?.some((own) => (typeof own === "string" ? own === what : own.test(line))) === true;
  return isOwn || (called.includes("--super-prefix") && IN_SUBMODULES.has(by));
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
