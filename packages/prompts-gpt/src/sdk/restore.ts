import { realpathSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { processEnv } from "../config/environment.ts";
import type { Env } from "../process/spawn.ts";
import { ConfigError, ExecutionError, LockError } from "../errors.ts";
import type { GroupPlan } from "../modes/group/plan.ts";
import { redactorOf } from "../modes/redactor.ts";
import { activeRuns } from "../runs/active.ts";
import { RUN_FILES } from "../runs/run-dir.ts";
import { membersOf } from "../runs/group-members.ts";
import { findNamedDir } from "../runs/find-run.ts";
import { type ReadRun, readRun } from "../runs/run-list.ts";
import { isMember } from "../runs/run-id.ts";
import { readRedactedPatch } from "../runs/write-patch.ts";
import { type BytePath, bytePath, textOf } from "../workspace/snapshot/byte-path.ts";
import { findSnapshot, groupOf, listSnapshots, storeAbove } from "../workspace/snapshot/catalogue.ts";
import { latestGap } from "../workspace/snapshot/gap.ts";
import { hasPath } from "../workspace/snapshot/has-path.ts";
import type { Manifest } from "../workspace/snapshot/manifest.ts";
import { PRUNE_LIMITS, type PruneLimits, type Pruned, pruneStore } from "../workspace/snapshot/prune.ts";
import { applyRestore, isNothingToDo, planRestore, type RestorePlan } from "../workspace/snapshot/restore.ts";
import { planWithAll } from "../workspace/snapshot/restore-hidden.ts";
import { statOf } from "../workspace/snapshot/stat.ts";
import type { Store } from "../workspace/snapshot/store.ts";
import { wholePatch } from "./lane-results.ts";
import { openPlace, type Place } from "./place.ts";

export interface RestorePlace extends Place {
  /** A run's id, or a snapshot's. `latest`, and the default: the latest run that had one. */
  readonly run?: string;
  /** Only these files and folders, relative to `cwd`; the repository itself is then left as it is. */
  readonly paths?: readonly string[];
}

/** What would be done to get a state back; nothing has been yet. */
export interface RestorePreview {
  /** The snapshot that would be gone back to. */
  readonly snapshot: SnapshotSummary;
  readonly actions: readonly RestoreAction[];
  /** `.git` folders that are a link: they are left as they are. */
  readonly linked: readonly string[];
  /** A snapshot of the present state: `prompts-gpt restore <undo>` takes the restore back. */
  readonly undo: string;
  /** Does it. */
  apply(): Promise<RestoreResult>;
}

export interface SnapshotSummary {
  readonly id: string;
  /** The folder that it is of. */
  readonly root: string;
  /** The run that it was taken for, or what was restored after it. */
  readonly of: string;
  readonly reason: "run" | "restore";
  readonly createdAt: string;
}

export interface RestoreAction {
  readonly action: "create" | "overwrite" | "remove" | "mode" | "object";
  /** Relative to the folder of the snapshot. */
  readonly path: string;
}

export interface RestoreResult {
  readonly done: number;
  /** What could not be brought back, and why. */
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
  readonly undo: string;
}

/**
 * Compares the workspace with a snapshot of it. The present state is kept as a snapshot first, so that nothing is lost by
 * a restore either. Throws a ConfigError when there is no such snapshot, a LockError while an agent works there.
 */
export async function previewRestore(place: RestorePlace = {}): Promise<RestorePreview> {
  const here = storeOf(place);
  await refuseWhileActive(here.store, here.env);
  const { store, target, cwd, env } = openSnapshot(place);
  const paths = place.paths?.map((path) => pathInside(target.root, resolve(cwd, path)));
  for (const path of paths ?? []) await refuseUnknown(path, { store, target });
  const plan = await planRestore({ store, target, env, ...(paths === undefined ? {} : { paths }) });
  const undo = plan.present.id;
  const actions = isNothingToDo(plan) ? [] : actionsOf(plan);
  return {
    snapshot: summaryOf(target),
    actions,
    linked: plan.linked.map(textOf),
    undo,
    async apply() {
      await refuseWhileActive(store, env);
      // What has changed since it was shown is kept too; and nothing is done that was not shown.
      const fresh = await planRestore(plan.request);
      const now = isNothingToDo(fresh) ? [] : actionsOf(fresh);
      refuseUnshown(now, actions);
      const all = await planWithAll(fresh);
      const skipped = await applyRestore(all);
      const left = new Set(skipped.map(({ path }) => textOf(path)));
      return {
        done: now.filter(({ path }) => !left.has(path.replace(/\/$/, ""))).length,
        skipped: skipped.map(({ path, why }) => ({ path: textOf(path), why })),
        undo: all.present.id,
      };
    },
  };
}

/**
 * What a run changed, as a patch, from the trees that were kept; as the run recorded it when it hid something: what was
 * secret then need not be known here. Of several runs as one the patch of each member that changed something, below a line
 * `# <its id>`; of a parallel run that of each candidate; where the members shared a lane, of all of it together. Throws a ConfigError without trees.
 */
export async function diffRun(place: RestorePlace): Promise<string> {
  const named = await recordOf(place);
  const members = changingMembers(named, place);
  const whole = named && (await wholePatch(named, await openPlace(place)));
  if (whole !== undefined) return whole;
  if (members === undefined) return diffOne(named === undefined ? place : { ...place, run: named.state.runId });
  const patches: string[] = [];
  for (const run of members) patches.push(`# ${run}\n${await diffOne({ ...place, run })}`);
  return patches.join("");
}

/** Those of a group whose work is in the working tree, or who compete, in their order; undefined when it is none. */
function changingMembers(run: ReadRun | undefined, place: RestorePlace): readonly string[] | undefined {
  if (run === undefined || run.state.mode === "run") return undefined;
  const { lanes } = run.state.facts.group as Pick<GroupPlan, "lanes">; // every mode of several puts its plan there
  const areCandidates = run.state.mode === "parallel"; // each is a result by itself, applied or not
  const changed = membersOf(run.state).filter(
    ({ changedFiles, applied }) => changedFiles?.length !== 0 && (applied === true || !lanes || areCandidates),
  );
  const { store } = storeOf(place);
  const known = new Set(listSnapshots(store).flatMap(({ of, trees }) => (trees === undefined ? [] : [of])));
  return changed.map(({ runId }) => runId).filter((runId) => known.has(runId));
}

/** By its id, a beginning of it, or `latest`, a member's name behind it or not; its record may be gone, or elsewhere. */
async function recordOf(place: RestorePlace): Promise<ReadRun | undefined> {
  if (place.run === undefined) return undefined;
  const { artifactsDir } = await openPlace(place);
  return findNamedDir(artifactsDir, place.run).then(readRun, () => undefined);
}

async function diffOne(place: RestorePlace): Promise<string> {
  const { store, target, cwd, env } = openSnapshot(place, "runs diff");
  if (target.trees === undefined) {
    const message = `Of run ${target.of} no trees were kept: it went on, was killed, or git could not compare.`;
    throw new ConfigError(message, `prompts-gpt runs show ${target.of}`);
  }
  const patch = await store.git([
    "diff-tree",
    "-r",
    "-p",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    ...target.trees,
  ]);
  if (patch === undefined)
    throw new ConfigError(`The trees of run ${target.of} are gone from ${store.path}.`, "prompts-gpt runs list");
  const { loaded, artifactsDir } = await openPlace({ ...place, cwd, env });
  const folders = [...target.wish.records.map((path) => join(target.root, textOf(path))), artifactsDir];
  const recorded = await Promise.all(
    folders.map((folder) => readRedactedPatch(join(folder, target.of, RUN_FILES.patch))),
  );
  const shown = recorded.find((one) => one !== undefined) ?? patch.toString("utf8");
  return redactorOf(loaded, env).text(shown);
}

/** Removes snapshots that are too old or too much. Throws a ConfigError where there are none. */
export async function pruneSnapshots(
  place: Place & { readonly dryRun?: boolean; readonly limits?: PruneLimits } = {},
): Promise<Pruned & { readonly store: string }> {
  const { store } = storeOf(place);
  const pruned = await pruneStore(store, place.limits ?? PRUNE_LIMITS, { dryRun: place.dryRun === true });
  return { ...pruned, store: store.path };
}

function storeOf(place: Place) {
  const cwd = realpathSync(resolve(place.cwd ?? "."));
  const env = place.env ?? processEnv();
  const store = storeAbove(cwd, env);
  if (store !== undefined) return { store, cwd, env };
  throw new ConfigError(`There is no snapshot of ${cwd} or of a folder above it.`, "prompts-gpt run <file>");
}

function openSnapshot(place: RestorePlace, command: "restore" | "runs diff" = "restore") {
  const { store, cwd, env } = storeOf(place);
  const run = place.run === "latest" ? undefined : place.run; // no run can have that id
  const target = findSnapshot(store, run);
  if (run === undefined && target !== undefined) refuseGap(store, target);
  if (target !== undefined) return { store, target, cwd, env };
  const known = listSnapshots(store)
    .slice(0, 10)
    .map(({ id, of, reason, createdAt }) => `  ${reason === "run" ? of : id}  ${createdAt}`);
  const message =
    run === undefined
      ? "No run of this folder has a snapshot."
      : `There is no snapshot of ${run}; it was pruned, or never taken.`;
  throw new ConfigError(
    [message, ...(known.length === 0 ? [] : ["There are:", ...known])].join("\n"),
    known.length === 0 ? "prompts-gpt runs list" : `prompts-gpt ${command} <one of these>`,
  );
}

/** Nobody who undoes the latest run means the one before it. */
function refuseGap(store: Store, { of, createdAt }: Manifest): void {
  const gap = latestGap(store.path);
  if (gap === undefined || gap.at < createdAt) return;
  // Of several runs as one that which only read is no run of its own: who judges, say.
  if (isMember(gap.runId) && groupOf(gap.runId) === groupOf(of)) return;
  throw new ConfigError(
    `The latest run, ${gap.runId}, took no snapshot (${gap.why}). The one before that has one: ${of}.`,
    `prompts-gpt restore ${of}   (it takes back all that came since, your own work too)`,
  );
}

function refuseUnshown(now: readonly RestoreAction[], shown: readonly RestoreAction[]): void {
  const known = new Set(shown.map(({ action, path }) => `${action} ${path}`));
  const more = now.find(({ action, path }) => !known.has(`${action} ${path}`));
  if (more === undefined) return;
  throw new ExecutionError(
    `The folder has changed since it was looked at (${more.action} ${more.path}); nothing was done.`,
    "prompts-gpt restore",
  );
}

async function refuseWhileActive(store: Store, env: Env): Promise<void> {
  const [runId] = await activeRuns(store.root, env);
  if (runId === undefined) return;
  throw new LockError(`An agent is at work in ${store.root}: run ${runId}.`, `prompts-gpt runs stop ${groupOf(runId)}`);
}

/** A mistyped path must not look like one that is as it was. */
async function refuseUnknown(
  path: BytePath,
  { store, target }: { readonly store: Store; readonly target: Manifest },
): Promise<void> {
  const isThere = statOf(bytePath(target.root), path) !== undefined;
  if (isThere || (await hasPath(store, target, path))) return;
  throw new ConfigError(
    `There is no ${textOf(path)}, neither in the snapshot of ${target.of} nor in ${target.root}.`,
    "prompts-gpt restore --dry-run   (without --paths, to see what there is)",
  );
}

function pathInside(root: string, path: string): string {
  const way = relative(root, path);
  if (way !== ".." && !way.startsWith("../")) return bytePath(way);
  throw new ConfigError(`${path} is not in ${root}, the folder of the snapshot.`, "--paths <a file or folder in it>");
}

function summaryOf({ id, root, of, reason, createdAt }: Manifest): SnapshotSummary {
  return { id, root, of, reason, createdAt };
}

function actionsOf({ work, gitDirs, extraGitDirs }: RestorePlan): RestoreAction[] {
  const parts = [
    { at: "", plan: work, objects: [], damaged: [], locks: [], extra: [] },
    ...gitDirs.map((one) => ({ ...one, at: `${one.part.path}/` })),
  ];
  const found = parts.flatMap(({ at, plan, objects, damaged, locks, extra }): RestoreAction[] => {
    const named = (action: RestoreAction["action"], paths: readonly string[]) =>
      paths.map((path) => ({ action, path: textOf(`${at}${path}`) }));
    return [
      ...named("create", [...plan.create, ...plan.makeFolders.map((path) => `${path}/`)]),
      ...named("overwrite", [...plan.overwrite, ...plan.writeSpecials.map(({ path }) => path)]),
      ...named("remove", [
        ...plan.remove,
        ...plan.removeSpecials,
        ...[...plan.removeFolders, ...extra].map((path) => `${path}/`),
        ...locks,
      ]),
      ...named(
        "mode",
        [...plan.modes.keys()].filter((path) => !plan.create.includes(path) && !plan.overwrite.includes(path)),
      ),
      ...damaged.flatMap(({ folder, names }) =>
        names.map((name): RestoreAction => ({ action: "remove", path: join(folder, name) })),
      ),
      ...named(
        "object",
        objects.map(({ name }) => `objects/${name}`),
      ),
    ];
  });
  return [...found, ...extraGitDirs.map((path): RestoreAction => ({ action: "remove", path: `${textOf(path)}/` }))];
}
