import { existsSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isMap } from "../../../is-map.ts";
import { writeWhole } from "../../../write-whole.ts";
import { type BytePath, bytePath, onDisk, parentOf } from "../../snapshot/byte-path.ts";
import { putInPlace } from "../../snapshot/check-out.ts";
import { join as joinBytes } from "../../snapshot/stat.ts";
import { type Held, isEqual, lookAt, makeHeld } from "./held.ts";

/** One path of the user's tree: what stood there, and what is to stand there. */
export interface Move {
  readonly path: BytePath;
  readonly before: Held | null;
  readonly after: Held | null;
}

/** Everything that is needed to go on with an application that was cut off, or to take it back. One JSON file. */
export interface Moves {
  readonly schemaVersion: 1;
  readonly top: string;
  readonly state: "moving" | "applied";
  readonly moves: readonly Move[];
}

/** Beside a kept result: `moves.json`, and the bytes of both sides by their sums. */
export function movesPlace(folder: string) {
  return { record: join(folder, "moves.json"), files: join(folder, "files") } as const;
}

export function readMoves(folder: string): Moves | undefined {
  const { record } = movesPlace(folder);
  if (!existsSync(record)) return undefined;
  const known: unknown = JSON.parse(readFileSync(record, "utf8"));
  // Written whole by `writeMoves`, where no agent has anything to do.
  return isMap(known) && known["schemaVersion"] === 1 ? (known as unknown as Moves) : undefined;
}

export function writeMoves(folder: string, moves: Moves): void {
  writeWhole(movesPlace(folder).record, JSON.stringify(moves));
}

/**
 * Brings every path to its `after`, or to its `before`: what is there already is left alone, so that it may be done again at
 * any time. Gives the paths where something else stands, which is somebody's work and stays: with `isStrict` it stops there.
 */
export async function move(
  { top, moves }: Pick<Moves, "top" | "moves">,
  { to, folder, isStrict }: { to: "after" | "before"; folder: string; isStrict: boolean },
): Promise<BytePath[]> {
  const from = to === "after" ? "before" : "after";
  const others: BytePath[] = [];
  // What goes makes room for what comes: a file where a folder was, and the other way round.
  const ordered = [...moves.filter((one) => one[to] === null).toReversed(), ...moves.filter((one) => one[to] !== null)];
  for (const one of ordered) {
    const now = await lookAt(top, one.path);
    // Where nothing is to stand, a folder may: its files are paths of their own.
    if (isEqual(now, one[to]) || (now === "else" && one[to] === null)) continue;
    const isThere = isEqual(now, one[from]);
    if (isThere) put(top, one.path, { held: one[to], folder });
    else others.push(one.path);
    if (!isThere && isStrict) break;
  }
  return others;
}

function put(top: string, path: BytePath, { held, folder }: { held: Held | null; folder: string }): void {
  const root = bytePath(top);
  if (held !== null) {
    putInPlace(root, path, (draft) => makeHeld(held, { folder: movesPlace(folder).files, to: draft }));
    return;
  }
  rmSync(onDisk(joinBytes(root, path)), { force: true });
  for (let up = parentOf(path); up !== ""; up = parentOf(up)) {
    try {
      rmdirSync(onDisk(joinBytes(root, up)));
    } catch {
      return; // something else stands in it
    }
  }
}
