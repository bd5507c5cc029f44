import { readdirSync } from "node:fs";
import { type BytePath, bytePath, joinBytes, onDisk, parentOf } from "../../snapshot/byte-path.ts";
import { join, kindOf, statOf } from "../../snapshot/stat.ts";

/**
 * Whether everything that stands in the way of a path goes: a file or link where one of its folders is to be, or a folder in its
 * own place, with all that is in it.
 */
export function isFreed(top: string, path: BytePath, goes: ReadonlySet<BytePath>): boolean {
  const root = bytePath(top);
  for (let up = parentOf(path); up !== ""; up = parentOf(up)) {
    const stats = statOf(root, up);
    if (stats !== undefined && kindOf(stats) !== "folder") return goes.has(up);
  }
  const stats = statOf(root, path);
  if (stats === undefined) return true;
  if (kindOf(stats) !== "folder") return false;
  const names = readdirSync(onDisk(join(root, path)), "latin1");
  return names.every((name) => {
    const inner = joinBytes(path, name);
    return goes.has(inner) || isFreed(top, inner, goes);
  });
}
