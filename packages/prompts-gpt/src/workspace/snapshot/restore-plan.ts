import { readFileSync } from "node:fs";
import { type BytePath, parentOf } from "./byte-path.ts";
import { type Manifest, type Part, type PartMeta, type Special, usualMode } from "./manifest.ts";
import type { Store } from "./store.ts";

/** What has to happen to one folder so that it is again what it was. Paths below it. */
export interface PartPlan {
  /** The tree that files are written from. */
  readonly tree: string;
  /** Missing now. */
  readonly create: readonly BytePath[];
  /** Different now. */
  readonly overwrite: readonly BytePath[];
  readonly remove: readonly BytePath[];
  readonly makeFolders: readonly BytePath[];
  readonly removeFolders: readonly BytePath[];
  /** Permission bits of files and folders that are to have others than they have now, and of what is written. */
  readonly modes: ReadonlyMap<BytePath, number>;
  readonly targetModes: PartMeta["modes"];
  /** Seconds: of files that have another time now, or will when they are written. */
  readonly times: ReadonlyMap<BytePath, number>;
  readonly writeSpecials: readonly Special[];
  readonly removeSpecials: readonly BytePath[];
}

export async function planPart(store: Store, now: Part | undefined, target: Part): Promise<PartPlan> {
  const before = now ?? { tree: await emptyTree(store), meta: "" };
  const args = ["diff-tree", "-r", "-z", "--name-status", "--no-renames", before.tree, target.tree];
  const answer = before.tree === target.tree ? Buffer.alloc(0) : await store.git(args);
  if (answer === undefined) throw new Error(`the store ${store.path} does not hold the tree ${target.tree}`);
  const changes = pairs(answer.toString("latin1").split("\0").slice(0, -1));
  const [old, wanted] = [metaAt(store, before.meta), metaAt(store, target.meta)];
  const isGone = await goneFrom(target, { store, old, wanted });
  const having = (status: string) => changes.filter(([is]) => is === status).map(([, path]) => path);
  const isWritten = new Set(changes.map(([, path]) => path));
  return {
    tree: target.tree,
    create: having("A"),
    overwrite: [...having("M"), ...having("T")],
    remove: having("D"),
    makeFolders: without(wanted.emptyFolders, old.emptyFolders),
    removeFolders: without(old.emptyFolders, wanted.emptyFolders).filter(isGone),
    modes: new Map([...changedModes(old.modes, wanted.modes)].filter(([path]) => !isGone(path))),
    targetModes: wanted.modes,
    times: new Map(
      Object.entries(wanted.times ?? {}).filter(([path, time]) => isWritten.has(path) || old.times?.[path] !== time),
    ),
    writeSpecials: wanted.specials.filter((special) => !old.specials.some((other) => isSame(special, other))),
    removeSpecials: without(
      old.specials.map(({ path }) => path),
      wanted.specials.map(({ path }) => path),
    ),
  };
}

interface Metas {
  readonly store: Store;
  readonly old: PartMeta;
  readonly wanted: PartMeta;
}

/** Of what has a mode of its own or is an empty folder only now, what the target does not have at all. */
async function goneFrom(target: Part, { store, old, wanted }: Metas): Promise<(path: BytePath) => boolean> {
  const modes = Object.keys(old.modes).filter((path) => !(path in wanted.modes) && path !== "/");
  const doubtful = [...modes, ...without(old.emptyFolders, wanted.emptyFolders)];
  if (doubtful.length === 0) return () => false;
  const answer = await store.git(["ls-tree", "-r", "-t", "-z", "--name-only", target.tree]);
  const specials = wanted.specials.map(({ path }) => path);
  const inTree = answer?.toString("latin1").split("\0").slice(0, -1) ?? [];
  const there = new Set([...inTree, ...wanted.emptyFolders, ...specials]);
  const folders = new Set(parentsOf([...wanted.emptyFolders, ...specials]));
  const isThere = (path: BytePath) => there.has(path) || folders.has(path);
  const gone = new Set(doubtful.filter((path) => !isThere(path.replace(/\/$/, ""))));
  return (path) => gone.has(path);
}

async function emptyTree(store: Store): Promise<string> {
  return (await store.git(["mktree"], { stdin: Buffer.alloc(0) }))?.toString("latin1").trim() ?? "";
}

function pairs(fields: readonly string[]): [status: string, path: BytePath][] {
  const found: [string, BytePath][] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) found.push([fields[at] ?? "", fields[at + 1] ?? ""]);
  return found;
}

export function metaAt(store: Store, name: string): PartMeta {
  if (name === "") return { modes: {}, emptyFolders: [], specials: [] };
  return JSON.parse(readFileSync(store.at("metas", name), "utf8")) as PartMeta; // written whole, by us alone
}

function without(all: readonly BytePath[], some: readonly BytePath[]): BytePath[] {
  const known = new Set(some);
  return all.filter((path) => !known.has(path));
}

function changedModes(old: PartMeta["modes"], wanted: PartMeta["modes"]): Map<BytePath, number> {
  const changed = new Map<BytePath, number>();
  for (const [path, mode] of Object.entries(wanted)) if (old[path] !== mode) changed.set(path, mode);
  for (const [path, mode] of Object.entries(old)) if (!(path in wanted)) changed.set(path, usualMode(path, mode));
  return changed;
}

function isSame(one: Special, other: Special): boolean {
  return one.path === other.path && one.kind === other.kind && one.content === other.content && one.mode === other.mode;
}

/** Without what the target never knew of (its absence there means nothing) and, of our records, without taking away. */
export function narrowed(plan: PartPlan, target: Manifest, paths: readonly BytePath[] | undefined): PartPlan {
  const unknown = target.omitted.map(({ path }) => path);
  const { records } = target.wish;
  const keep = (path: BytePath) => paths === undefined || isBelow(path, paths);
  const mayGo = (path: BytePath) => keep(path) && !isBelow(path, unknown) && !isBelow(path, records);
  const { "/": ofRoot, ...targetModes } = plan.targetModes;
  return {
    ...plan,
    targetModes: keep("") && ofRoot !== undefined ? plan.targetModes : targetModes,
    create: plan.create.filter(keep),
    overwrite: plan.overwrite.filter((path) => keep(path) && !isBelow(path, records)),
    remove: plan.remove.filter(mayGo),
    makeFolders: plan.makeFolders.filter(keep),
    removeFolders: plan.removeFolders.filter(mayGo),
    modes: new Map([...plan.modes].filter(([path]) => keep(path.replace(/\/$/, "")) && !isBelow(path, records))),
    writeSpecials: plan.writeSpecials.filter(({ path }) => keep(path)),
    removeSpecials: plan.removeSpecials.filter(mayGo),
  };
}

/** Without what lies in folders that go as a whole. */
export function withoutBelow(plan: PartPlan, folders: readonly BytePath[]): PartPlan {
  const stays = (path: BytePath) => !isBelow(path, folders);
  return {
    ...plan,
    remove: plan.remove.filter(stays),
    removeFolders: plan.removeFolders.filter(stays),
    removeSpecials: plan.removeSpecials.filter(stays),
  };
}

/** Without anything that happens in these folders. */
export function leavingAlone(plan: PartPlan, folders: readonly BytePath[]): PartPlan {
  if (folders.length === 0) return plan;
  const isOther = (path: BytePath) => !isBelow(path.replace(/\/$/, ""), folders);
  const others = withoutBelow(plan, folders);
  return {
    ...others,
    create: plan.create.filter(isOther),
    overwrite: plan.overwrite.filter(isOther),
    makeFolders: plan.makeFolders.filter(isOther),
    modes: new Map([...plan.modes].filter(([path]) => isOther(path))),
    times: new Map([...plan.times].filter(([path]) => isOther(path))),
    writeSpecials: plan.writeSpecials.filter(({ path }) => isOther(path)),
  };
}

/** Whether it is one of these, or lies in one. "" holds everything. */
export function isBelow(path: BytePath, folders: readonly BytePath[]): boolean {
  return folders.some((folder) => folder === "" || path === folder || path.startsWith(`${folder}/`));
}

export function isEmptyPlan(plan: PartPlan): boolean {
  const lists = [
    plan.create,
    plan.overwrite,
    plan.remove,
    plan.makeFolders,
    plan.removeFolders,
    plan.writeSpecials,
    plan.removeSpecials,
  ];
  return lists.every((list) => list.length === 0) && plan.modes.size + plan.times.size === 0;
}

/** The files in its tree. */
export async function filesIn({ tree }: Part, store: Store): Promise<ReadonlySet<BytePath>> {
  const answer = await store.git(["ls-tree", "-r", "-z", "--name-only", tree]);
  if (answer === undefined) throw new Error(`the store ${store.path} does not hold the tree ${tree}`);
  return new Set(answer.toString("latin1").split("\0").filter(Boolean));
}

/** The parents of these, nearest first, each once, deepest first; not the root. */
export function parentsOf(paths: readonly BytePath[]): BytePath[] {
  const found = new Set<BytePath>();
  for (const path of paths) for (let up = parentOf(path); up !== "" && !found.has(up); up = parentOf(up)) found.add(up);
  return [...found].toSorted((a, b) => b.split("/").length - a.split("/").length);
}
