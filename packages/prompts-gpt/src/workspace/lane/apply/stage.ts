import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isCredentialsPath } from "../../../credentials-path.ts";
import { type BytePath, textOf } from "../../snapshot/byte-path.ts";
import type { Change, Side } from "../change.ts";
import type { GitIn } from "../git-in.ts";
import { decide, type Decision } from "./decide.ts";
import { type Held, holdBytes, holdPresent, isEqual, lookAt } from "./held.ts";
import { isFreed } from "./is-freed.ts";
import { merge } from "./merge.ts";
import type { Move } from "./moves.ts";
import { presentSides } from "./present.ts";
import { readBlobs } from "./read-blobs.ts";

/** A path that cannot be applied, and why. */
export interface Conflict {
  readonly path: BytePath;
  readonly why: string;
}

interface StagePlace {
  readonly top: string;
  readonly git: GitIn;
  /** Where bytes are kept. */
  readonly files: string;
  /** Bytes of the result that git would convert. */
  readonly raw: string;
  readonly scratch: string;
}

export interface Staged {
  readonly moves: readonly Move[];
  readonly conflicts: readonly Conflict[];
  /** Paths that both sides have changed, in different places. */
  readonly merged: readonly BytePath[];
}

interface Decided {
  readonly change: Change;
  readonly decision: Decision;
  readonly present: Side | null;
}

/** Makes ready what is to stand where, the user's files untouched; tells all conflicts. */
export async function stage(changed: readonly Change[], place: StagePlace): Promise<Staged> {
  const sides = await presentSides(
    changed.map(({ path }) => path),
    place,
  );
  const decided = changed.map((change): Decided => {
    const present = sides.get(change.path) ?? null;
    return { change, present, decision: judge(change, present) };
  });
  const goes = new Set(decided.filter(isRemoval).map(({ change }) => change.path));
  const blobs = await readBlobs([...new Set(decided.flatMap(objectsFor))], place.git);
  const [moves, conflicts]: [Move[], Conflict[]] = [[], []];
  for (const one of decided) {
    const made = await moveFor(one, { ...place, goes, blobs });
    if (typeof made === "string") conflicts.push({ path: one.change.path, why: made });
    else if (made !== undefined) moves.push(made);
  }
  const merged = decided.filter(({ decision }) => decision.kind === "merge").map(({ change }) => change.path);
  return { moves, conflicts, merged };
}

/** What an agent must not set, however it comes. */
function judge(change: Change, present: Side | null): Decision {
  const path = textOf(change.path);
  const isOurs = isCredentialsPath(path) || /(?:^|\/)\.prompts-gpt\/config\.local\.json$/i.test(path);
  return isOurs ? { kind: "conflict", why: "only you write that one" } : decide(change, present);
}

function isRemoval({ change, decision }: Decided): boolean {
  return change.after === null && decision.kind === "take";
}

function objectsFor({ change: { before, after, raw }, decision, present }: Decided): string[] {
  if (decision.kind === "take") return after === null || raw !== undefined ? [] : [after.object];
  if (decision.kind !== "merge") return [];
  return [before, after, present].map((side) => side?.object ?? "");
}

interface MakingPlace extends StagePlace {
  /** Paths that the result takes away. */
  readonly goes: ReadonlySet<BytePath>;
  readonly blobs: ReadonlyMap<string, Buffer>;
}

/** Undefined where there is nothing to do; a text where it cannot be done. */
async function moveFor(one: Decided, place: MakingPlace): Promise<Move | string | undefined> {
  const { change, decision } = one;
  const { path } = change;
  if (decision.kind === "nothing") return undefined;
  if (decision.kind === "conflict") return decision.why;
  const found = await lookAt(place.top, path);
  if (found === "else" && !isFreed(place.top, path, place.goes)) return "something else stands in its place";
  const before = found === "else" ? null : found;
  const after = decision.kind === "merge" ? await mergedSide(one, { ...place, before }) : takenSide(change, place);
  if (after === undefined) return "both sides have changed the same lines, or it is no text";
  if (isEqual(before, after)) return undefined; // it was applied before
  if (before !== null) holdPresent(place.top, { path, held: before, folder: place.files });
  return { path, before, after };
}

function takenSide({ after, raw, permissions }: Change, { blobs, files, raw: rawFolder }: MakingPlace): Held | null {
  if (after === null) return null;
  const bytes = raw === undefined ? bytesOf(after, blobs) : readFileSync(join(rawFolder, raw));
  if (after.mode === "120000") return holdBytes(bytes, { kind: "link", mode: 0, folder: files });
  const mode = permissions ?? (after.mode === "100755" ? 0o755 : 0o644);
  return holdBytes(bytes, { kind: "file", mode, folder: files });
}

async function mergedSide(
  { change: { path, before, after }, decision, present }: Decided,
  { blobs, files, before: there, ...place }: MakingPlace & { readonly before: Held | null },
): Promise<Held | undefined> {
  const sides = { before: bytesOf(before, blobs), present: bytesOf(present, blobs), after: bytesOf(after, blobs) };
  const bytes = await merge({ path, ...sides }, place);
  if (bytes === undefined || decision.kind !== "merge") return undefined;
  const mode = there?.mode ?? 0o644;
  const isProgram = decision.mode === "100755";
  return holdBytes(bytes, {
    kind: "file",
    mode: isProgram ? mode | ((mode & 0o444) >> 2) : mode & ~0o111,
    folder: files,
  });
}

function bytesOf(side: Side | null, blobs: ReadonlyMap<string, Buffer>): Buffer {
  return (side && blobs.get(side.object)) ?? Buffer.alloc(0);
}
