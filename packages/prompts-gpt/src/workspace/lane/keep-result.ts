import { createHash } from "node:crypto";
import { constants, createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { Env } from "../../process/spawn.ts";
import { writeWhole } from "../../write-whole.ts";
import { isMap } from "../../is-map.ts";
import { bytePath, onDisk } from "../snapshot/byte-path.ts";
import { hashOf } from "../snapshot/git-dirs.ts";
import { join as joinBytes, kindOf, statOf } from "../snapshot/stat.ts";
import type { Change } from "./change.ts";
import { isFile } from "./changes.ts";
import { type GitIn, laneGit } from "./git-in.ts";
import type { Lane } from "./lane.ts";
import { lanesFolder } from "./lanes-folder.ts";
import type { LaneResult } from "./result.ts";

/** Where a result is kept: `result.json`, `objects/` as git has them, `raw/` bytes that git would convert. */
export function keptAt(id: string, env: Env) {
  const folder = join(lanesFolder(env), "kept", id);
  const at = (...names: readonly string[]) => join(folder, ...names);
  return { folder, record: at("result.json"), objects: at("objects"), raw: at("raw"), apply: at("apply") } as const;
}

interface Keeping {
  readonly lane: Lane;
  readonly env: Env;
  /** Whether git may have converted any of the files. */
  readonly isConverted: boolean;
}

/** One pack with all that the result has and the user's HEAD had not, and both sides of every change. */
export async function keepResult(result: LaneResult, { lane, env, isConverted }: Keeping): Promise<LaneResult> {
  const { objects, record, raw } = keptAt(result.id, env);
  for (const folder of [join(objects, "pack"), raw]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const changed: Change[] = [];
  for (const change of result.changed) changed.push(await withBytes(change, { lane, raw, isConverted }));
  // What an earlier pack has of it may be gone from the repository.
  const git = laneGit(lane, env, { GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(objects) });
  const names = await objectsOf({ ...result, changed }, git);
  const args = ["pack-objects", "-q", join(objects, "pack", "pack")];
  const pack = names.length === 0 ? "" : await git.say(args, Buffer.from(`${names.join("\n")}\n`));
  const kept = { ...result, changed };
  writeWhole(record, JSON.stringify(kept));
  for (const name of readdirSync(join(objects, "pack")))
    if (pack === "" || !name.includes(pack)) rmSync(join(objects, "pack", name), { force: true });
  return kept;
}

/** The result of a lane as it was last kept. */
export function keptResult(id: string, env: Env): LaneResult | undefined {
  const { record } = keptAt(id, env);
  if (!existsSync(record)) return undefined;
  const known: unknown = JSON.parse(readFileSync(record, "utf8"));
  // Written whole by `keepResult`, where no agent has anything to do.
  return isMap(known) && known["schemaVersion"] === 1 ? (known as unknown as LaneResult) : undefined;
}

/** Into the repository: whatever of it `gc` has taken is there again. */
export async function bringObjects(id: string, env: Env, git: GitIn): Promise<void> {
  const packs = join(keptAt(id, env).objects, "pack");
  for (const name of readdirSync(packs).filter((one) => one.endsWith(".pack")))
    await git.bytes(["index-pack", "--stdin"], readFileSync(join(packs, name)));
}

/** For good. Whoever calls this has applied it, or was told by the user that it is of no use. */
export function dropResult(id: string, env: Env): void {
  rmSync(keptAt(id, env).folder, { recursive: true, force: true });
}

async function objectsOf({ commit, base, changed, marks = [] }: LaneResult, git: GitIn): Promise<string[]> {
  const commits = [commit, base.commit, ...marks.map((mark) => mark.commit)];
  const not = base.head === undefined ? [] : ["--not", base.head];
  const listed = await git.bytes(["rev-list", "--objects", "--no-object-names", ...commits, ...not]);
  const changes = [...changed, ...marks.flatMap((mark) => mark.changed)];
  const sides = changes.flatMap(({ before, after }) => [before, after]);
  const named = sides.flatMap((side) => (side === null || side.mode === "160000" ? [] : [side.object]));
  return [...new Set([...listed.toString("latin1").split("\n").filter(Boolean), ...named])];
}

interface Place {
  readonly lane: Lane;
  readonly raw: string;
  readonly isConverted: boolean;
}

async function withBytes(change: Change, { lane, raw, isConverted }: Place): Promise<Change> {
  const stats = statOf(bytePath(lane.top), change.path);
  if (!isFile(change.after) || stats === undefined || kindOf(stats) !== "file") return change;
  const told = { ...change, permissions: stats.mode & 0o777 };
  if (!isConverted) return told;
  const file = onDisk(joinBytes(bytePath(lane.top), change.path));
  const name = await objectName(file, { size: stats.size, hash: hashOf(lane.gitDir) });
  if (name === change.after.object) return told;
  await copyFile(file, join(raw, name), constants.COPYFILE_FICLONE);
  return { ...told, raw: name };
}

/** As git would name these bytes. */
async function objectName(
  file: string | Buffer,
  { size, hash }: { readonly size: number; readonly hash: "sha1" | "sha256" },
): Promise<string> {
  const sum = createHash(hash).update(`blob ${size}\0`);
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) sum.update(chunk);
  return sum.digest("hex");
}

export function keptIds(env: Env): string[] {
  const folder = join(lanesFolder(env), "kept");
  return existsSync(folder) ? readdirSync(folder) : [];
}
