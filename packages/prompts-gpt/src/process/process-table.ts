import { readdir, readFile } from "node:fs/promises";
import type { Env } from "./spawn.ts";
import { capture } from "./spawn.ts";

/** One process, and enough to know it again: a pid that was given away has another start. */
export interface ProcessId {
  readonly pid: number;
  readonly start: string;
}

const onLinux = process.platform === "linux";

/** When the process started, as the system counts it; undefined when it is gone. */
export async function startOf(pid: number): Promise<string | undefined> {
  if (!onLinux) return psField(pid, "lstart=");
  const fields = await statFields(pid);
  return fields?.[19];
}

/** The command line, for people, at most 200 characters. */
export async function commandOf(pid: number): Promise<string> {
  const text = onLinux ? await readText(`/proc/${pid}/cmdline`) : await psField(pid, "command=");
  return (text ?? "").replaceAll("\0", " ").trim().slice(0, 200);
}

/** Pids of the processes that `pid` has started and that live. */
export function childrenOf(pid: number): Promise<number[]> {
  return onLinux ? childrenByProc(pid) : childrenByPs(pid);
}

/** All processes that come from `pid`, itself not among them. */
export async function descendantsOf(pid: number): Promise<ProcessId[]> {
  const children = await childrenOf(pid);
  const found: ProcessId[] = [];
  for (const child of children) {
    const start = await startOf(child);
    if (start !== undefined) found.push({ pid: child, start });
    found.push(...(onLinux ? await descendantsOf(child) : []));
  }
  return found;
}

/** Linux: every process of this user that has `marker` in its environment. Elsewhere the environment cannot be read: none. */
export async function markedWith(marker: string): Promise<ProcessId[]> {
  if (!onLinux) return [];
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => ((await hasMarker(pid, marker)) ? identify(pid) : undefined)),
  );
  return found.filter((id) => id !== undefined);
}

/** Still the same process, and not merely waiting to be collected by its parent. */
export async function isAlive(id: ProcessId): Promise<boolean> {
  const now = onLinux ? (await identify(id.pid))?.start : await startOf(id.pid);
  return now === id.start;
}

async function hasMarker(pid: number, marker: string): Promise<boolean> {
  if (pid === process.pid) return false;
  const environment = await readText(`/proc/${pid}/environ`);
  return environment?.includes(marker) ?? false;
}

async function identify(pid: number): Promise<ProcessId | undefined> {
  const fields = await statFields(pid);
  const start = fields?.[19];
  // A zombie has ended already: only its parent can do more.
  return start === undefined || fields?.[0] === "Z" ? undefined : { pid, start };
}

/** The fields of /proc/PID/stat from the state on: [0] state, [1] parent, [19] start time (proc(5), counted from "state"). */
async function statFields(pid: number): Promise<string[] | undefined> {
  const text = await readText(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(")") + 2).split(" ");
}

async function childrenByProc(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(tasks.map((task) => readText(`/proc/${pid}/task/${task}/children`)));
  return lists.flatMap((list) => (list ?? "").split(" ").filter(Boolean).map(Number));
}

/** One `ps` for the whole tree: starting one for each process would miss what changes meanwhile. */
async function childrenByPs(root: number): Promise<number[]> {
  const { stdout } = await ps(["-axo", "pid=,ppid="]);
  const rows = stdout
    .toString("utf8")
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number));
  const family = new Set([root]);
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const [pid, parent] of rows)
      if (pid !== undefined && parent !== undefined && family.has(parent)) family.add(pid);
  }
  family.delete(root);
  return [...family];
}

async function psField(pid: number, field: string): Promise<string | undefined> {
  const { stdout } = await ps(["-o", field, "-p", String(pid)]);
  const text = stdout.toString("utf8").trim();
  return text === "" ? undefined : text;
}

function ps(args: readonly string[]) {
  const env: Env = { PATH: "/bin:/usr/bin", LC_ALL: "C" };
  return capture({ file: "ps", args }, { cwd: "/", env });
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined); // gone, or another user's
}
