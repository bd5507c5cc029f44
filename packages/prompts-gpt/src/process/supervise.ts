import type { Command } from "./command.ts";
import type { Exit } from "./exit.ts";
import { leftBehind, type LeftProcess, type Supervision } from "./left-behind.ts";
import type { Block } from "./line-blocks.ts";
import { MARKER_VARIABLE } from "./marker.ts";
import { initReport, inNamespace, namespacePossible } from "./namespace.ts";
import { pump } from "./pump.ts";
import { type Env, start, type Started } from "./spawn.ts";
import { type StopOptions, stopper } from "./stopper.ts";

export interface SuperviseOptions extends StopOptions {
  readonly cwd: string;
  readonly env: Env;
  /** Unique; stands in the environment, so that what the agent leaves behind can be found. */
  readonly marker: string;
  readonly keepProcesses: boolean;
  /** A longer line is passed on in pieces. Default 16 MiB. */
  readonly maxLineBytes?: number;
  /** Default: the strongest that the machine allows. */
  readonly supervision?: Supervision;
  onStarted(supervision: Supervision): Promise<void>;
  /** One at a time, awaited: a slow listener slows the agent down. When it rejects, the agent is stopped. */
  onBlock(block: Block, from: "stdout" | "stderr"): Promise<void>;
}

export interface Ended {
  readonly exit: Exit;
  readonly leftProcesses: readonly LeftProcess[];
}

/** How long pipes may stay open after the end: silent for `quiet`, and at most `most` while somebody writes on. */
const PATIENCE_MS = { ended: { quiet: 1000, most: 5000 }, kept: { quiet: 150, most: 1000 } };

/**
 * Runs an agent to its end, and then ends everything it left behind, whatever session or group that moved to.
 * Never throws for what the agent does; throws only what `onStarted` or `onBlock` threw, after the agent has ended.
 */
export async function supervise(command: Command, options: SuperviseOptions): Promise<Ended> {
  const env = { ...options.env, [MARKER_VARIABLE]: `${options.env[MARKER_VARIABLE] ?? ""}${options.marker}` };
  const wanted = options.supervision ?? strongest(options);
  if (wanted === "pid-namespace") {
    const child = start(inNamespace(command), { cwd: options.cwd, env, control: true });
    const report = child.control === undefined ? undefined : initReport(child.control.from);
    if ((await report?.ready) === true && report !== undefined) {
      return follow({ child, ended: report.status, supervision: "pid-namespace" }, options);
    }
    await child.ended;
  }
  const child = start(command, { cwd: options.cwd, env });
  return follow({ child, ended: child.ended, supervision: process.platform === "linux" ? "marker" : "group" }, options);
}

/** What is kept must outlive the agent, and nothing outlives its namespace. */
function strongest({ keepProcesses }: SuperviseOptions): Supervision {
  if (namespacePossible() && !keepProcesses) return "pid-namespace";
  return process.platform === "linux" ? "marker" : "group";
}

interface Agent {
  readonly child: Started;
  /** Of the agent itself, which may end before the process that we started for it. */
  readonly ended: Promise<Exit>;
  readonly supervision: Supervision;
}

async function follow(agent: Agent, options: SuperviseOptions): Promise<Ended> {
  const left = leftBehind(agent.child, options.marker, agent.supervision);
  const stop = stopper({ pid: agent.child.pid, beforeSignal: left.note }, options);
  const { onBlock, maxLineBytes } = options;
  const output = pump(agent.child, { onBlock, maxLineBytes, onActivity: stop.active, onError: stop.fail });
  stop.watch(output.delivering);
  const watching = setInterval(() => void left.note(), 1000);
  try {
    await options.onStarted(agent.supervision).catch(stop.fail);
    const exit = await agent.ended;
    stop.disarm();
    const leftProcesses = await left.end({ keep: options.keepProcesses });
    await output.finish(options.keepProcesses ? PATIENCE_MS.kept : PATIENCE_MS.ended);
    stop.rethrow();
    return { exit: stop.why() ?? exit, leftProcesses };
  } finally {
    clearInterval(watching);
    stop.disarm();
  }
}
