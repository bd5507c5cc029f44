import { readdirSync } from "node:fs";
import { type BytePath, joinBytes, nameOf, onDisk } from "./byte-path.ts";
import { join } from "./stat.ts";

/** Files of a `.git` folder that git makes for a moment: beside what it writes, at the top or among the refs. */
export function isLock(path: BytePath): boolean {
  const inner = path.replace(/^(?:modules\/.*?|worktrees\/[^/]+)\/(?=[^/]+$|refs\/|logs\/)/, "");
  return inner.endsWith(".lock") && (!inner.includes("/") || /^(?:refs|logs|info)\//.test(inner));
}

/** Those that are there now. */
export function locksIn(root: BytePath, folder: BytePath = ""): BytePath[] {
  let entries;
  try {
    entries = readdirSync(onDisk(join(root, folder)), { withFileTypes: true, encoding: "latin1" });
  } catch {
    return []; // no folder, or none that we may read
  }
  return entries.flatMap((entry) => {
    const path = joinBytes(folder, entry.name);
    if (entry.isDirectory()) return nameOf(path) === "objects" ? [] : locksIn(root, path);
    return isLock(path) ? [path] : [];
  });
}
