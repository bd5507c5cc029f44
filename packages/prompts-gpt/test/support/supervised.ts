import { randomUUID } from "node:crypto";
import { type Stage, stageAgent, type SuperviseOptions } from "../../src/process/supervise.ts";

/** Runs a Node program under supervision and collects what it printed. */
export async function supervised(program: string, overrides: Partial<Stage & SuperviseOptions> = {}, stdin = "") {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const never = new AbortController().signal;
  const { NODE_EXTRA_CA_CERTS: _slow, ...env } = process.env;
  let supervision = "";
  const stage = { cwd: process.cwd(), env, marker: randomUUID(), keepProcesses: false, ...overrides };
  const ended = await stageAgent({ file: process.execPath, args: ["-e", program], stdin }, stage).run({
    limits: { total: 20_000, idle: 0, grace: 300 },
    signal: never,
    kill: never,
    onStarted: async (how) => void (supervision = how),
    onBlock: async (block, from) => void (from === "stdout" ? out : err).push(Buffer.from(block.bytes)),
    ...overrides,
  });
  return {
    ...ended,
    supervision,
    stdout: Buffer.concat(out).toString("utf8"),
    stderr: Buffer.concat(err).toString("utf8"),
  };
}

/** Whether a process with this word in its command line is there. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
