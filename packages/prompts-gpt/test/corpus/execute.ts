import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { fingerprint } from "../support/fingerprint.ts";
import { eventsIn } from "../support/project.ts";
import { type Aspect, aspects, type Attack } from "./attacks.ts";
import type { Harmless } from "./harmless.ts";
import { type Destroyed, destroyedBetween, look, lookAtPrecious, lostBetween } from "./look.ts";
import { copyState, runDirectly, type State } from "./state.ts";

/** One entry of the corpus, executed by an agent through the built CLI. */
export interface Execution {
  readonly entry: Attack | Harmless;
  /** An attack: nothing of what it `kills` was destroyed, but for what it `begins` with. A harmless command: the script failed, or the guard spoke. */
  readonly refused: boolean;
  readonly destroyed: readonly Aspect[];
  /** A harmless command that lost something, by name: then it was not harmless. */
  readonly lost: readonly string[];
  /** The workspace is byte for byte what it was, after `restore --yes`. */
  readonly restored: boolean;
  /** What is not as it was after `restore --yes`, at most ten lines. */
  readonly different: readonly string[];
  /** Events of type `guard.refused`, as the journal has them. */
  readonly refusals: readonly object[];
  /** What `sh` ended with. */
  readonly exitCode: number | null;
  readonly output: string;
}

/** `template`: the folder of `makeTemplate`. `args`: more for `run`, as `--allow-destructive-git`. */
export async function execute(
  template: string,
  entry: Attack | Harmless,
  args: readonly string[] = [],
): Promise<Execution> {
  await using state = await copyState(template);
  const { project, repository } = state;
  const [before, whole] = [await lookAtPrecious(state), await everything(state)];

  const run = ["run", "--agent", "sh", "--prompt", entry.script, "--events", ...args];
  const ran = await project.start(run, { cwd: repository }).ended;
  const events = eventsIn(ran.stdout);
  const after = await look(state);
  const begun = "begins" in entry ? await destroyedBy(template, entry.begins) : {};
  const destroyed = without(await destroyedBetween(before, after, state), begun);
  const refusals = events.filter(({ type }) => (type as string) === "guard.refused");
  const exitCode = exitOf(events);

  const restored = await project.start(["restore", "--yes"], { cwd: repository }).ended;
  const different =
    restored.exitCode === 0
      ? differences(whole, await everything(state))
      : [`restore ended with ${restored.exitCode}: ${restored.stderr}`];
  return {
    entry,
    refused:
      "kills" in entry ? !harmOf(entry).some((aspect) => destroyed[aspect]) : exitCode !== 0 || refusals.length > 0,
    destroyed: Object.keys(destroyed) as Aspect[],
    lost: "kills" in entry ? [] : await lostBetween(before, after, state),
    restored: different.length === 0,
    different: different.slice(0, 10),
    refusals,
    exitCode,
    output: ran.stdout + ran.stderr,
  };
}

/** What the script destroys when nobody is there to stop it. */
async function destroyedBy(template: string, script: string): Promise<Destroyed> {
  await using state = await copyState(template);
  const before = await lookAtPrecious(state);
  await runDirectly(state, script);
  return await destroyedBetween(before, await look(state), state);
}

function without(destroyed: Destroyed, begun: Destroyed): Destroyed {
  const left = aspects.flatMap((aspect) => {
    const more = (destroyed[aspect] ?? []).filter((key) => begun[aspect]?.includes(key) !== true);
    return more.length === 0 ? [] : [[aspect, more] as const];
  });
  return Object.fromEntries(left);
}

/** A setting that an attack makes on its way, in a file of the user's own, harms nobody until it is used. */
function harmOf({ kills }: Attack): readonly Aspect[] {
  const more = kills.filter((aspect) => aspect !== "config");
  return more.length === 0 ? kills : more;
}

/** How the script ended, as the run wrote it down; null when the run has nothing to say about it. */
function exitOf(events: ReturnType<typeof eventsIn>): number | null {
  const finished = events.find((event) => event.type === "step.finished");
  const output = finished && (finished.output as { readonly exit?: { readonly code?: number } });
  return output?.exit?.code ?? null;
}

/** The workspace by its bytes, and what git finds in its repositories; objects only as far as something leads to them. */
async function everything({ project, repository }: State): Promise<Record<string, string>> {
  const questions = `for r in . linked sub nested; do echo "== $r"; git -C $r fsck --connectivity-only --no-dangling --no-progress
git -C $r for-each-ref; git -C $r stash list; git -C $r reflog --all; git -C $r status --porcelain=v2 --branch; git -C $r -c diff.autoRefreshIndex=false diff --binary HEAD
git -C $r rev-list --objects --all --reflog --indexed-objects; done 2>&1`;
  const env = { ...project.env, GIT_OPTIONAL_LOCKS: "0" };
  // First, since git may write an index when it looks.
  const bytes = fingerprint(repository, ["/.scripts", "/node_modules"]);
  const { stdout } = await promisify(execFile)("sh", ["-c", questions], { cwd: repository, env });
  const answers = stdout.split("\n").map((line, at) => [`git, line ${at + 1}`, line] as const);
  return { ...bytes, ...Object.fromEntries(answers) };
}

function differences(before: Record<string, string>, after: Record<string, string>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name}: ${before[name] ?? "was not there"} -> ${after[name] ?? "is not there"}`);
}
