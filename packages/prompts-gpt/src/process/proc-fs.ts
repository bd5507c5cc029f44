import { readdirSync, readFileSync } from "node:fs";
import type { ProcessId } from "./process-id.ts";

/*
 * The process table of Linux, from /proc (proc(5)). Read synchronously: each file is a few microseconds of kernel memory,
 * and a look that is over sooner misses less.
 */

/** Undefined when it is gone, and for one that has ended and only waits to be collected by its parent. */
export function identify(pid: number): ProcessId | undefined {
  const text = read(`/proc/${pid}/stat`);
  // After the name, which may hold anything, ") ": [0] state, [1] parent, [19] start time.
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  const start = fields?.[19];
  return start === undefined || fields?.[0] === "Z" ? undefined : { pid, start };
}

export function commandLine(pid: number): string | undefined {
  return read(`/proc/${pid}/cmdline`)?.replaceAll("\0", " ");
}

/** Every thread has children of its own. */
export function children(pid: number): number[] {
  return numbers(`/proc/${pid}/task`).flatMap((task) =>
    (read(`/proc/${pid}/task/${task}/children`) ?? "").split(" ").filter(Boolean).map(Number),
  );
}

/** Who has `marker` in the environment. `unknown`: those whose environment is empty, as it is in the middle of an exec. */
export function withMarker(marker: string, among = numbers("/proc")): { found: number[]; unknown: number[] } {
  const found: number[] = [];
  const unknown: number[] = [];
  for (const pid of among) {
    const environment = pid === process.pid ? undefined : read(`/proc/${pid}/environ`);
    if (environment?.includes(marker) === true) found.push(pid);
    else if (environment === "" && identify(pid) !== undefined) unknown.push(pid);
  }
  return { found, unknown };
}

function numbers(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger);
  } catch {
    return []; // the process has ended
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // gone, or another user's
  }
}
