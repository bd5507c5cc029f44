import { setTimeout as sleep } from "node:timers/promises";
import * as linux from "./proc-fs.ts";
import type { ProcessId } from "./process-id.ts";
import { capture, type Env } from "./spawn.ts";

const onLinux = process.platform === "linux";
/** Far longer than an exec takes. */
const EXEC_MS = 5;

/** When the process started, as the system counts it; undefined when it has ended. */
export async function startOf(pid: number): Promise<string | undefined> {
  return onLinux ? linux.identify(pid)?.start : psField(pid, "lstart=");
}

/** Still the same process. */
export async function isAlive(id: ProcessId): Promise<boolean> {
  return (await startOf(id.pid)) === id.start;
}

/** The command line, for people, at most 200 characters. */
export async function commandOf(pid: number): Promise<string> {
  const text = onLinux ? linux.commandLine(pid) : await psField(pid, "command=");
  return (text ?? "").trim().slice(0, 200);
}

/** Pids of the processes that `pid` has started and that live. */
export async function childrenOf(pid: number): Promise<number[]> {
  return onLinux ? linux.children(pid) : childrenByPs(pid);
}

/** All processes that come from `pid`, itself not among them. */
export async function descendantsOf(pid: number): Promise<ProcessId[]> {
  const found: ProcessId[] = [];
  for (const child of await childrenOf(pid)) {
    const start = await startOf(child);
    if (start !== undefined) found.push({ pid: child, start });
    if (onLinux) found.push(...(await descendantsOf(child)));
  }
  return found;
}

/** Linux: every process of this user that has `marker` in its environment. Elsewhere the environment cannot be read: none. */
export async function markedWith(marker: string): Promise<ProcessId[]> {
  if (!onLinux) return [];
  const { found, unknown } = linux.withMarker(marker);
  if (unknown.length > 0) {
    await sleep(EXEC_MS);
    found.push(...linux.withMarker(marker, unknown).found);
  }
  return found.map(linux.identify).filter((id) => id !== undefined);
}

/** The whole family, from one `ps`: with one for each process, what changes meanwhile would be missed. */
async function childrenByPs(root: number): Promise<number[]> {
  const { stdout } = await ps(["-axo", "pid=,ppid="]);
  const rows = stdout.toString("utf8").trim().split("\n");
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const family = new Set([root]);
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const [pid = 0, parent = 0] of pairs) if (family.has(parent)) family.add(pid);
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
