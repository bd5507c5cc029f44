import type { Command } from "./command.ts";
import type { Exit } from "./exit.ts";
import { leftBehind, type LeftProcess, type Supervision } from "./left-behind.ts";
import type { Block } from "./line-blocks.ts";
import { MARKER_VARIABLE } from "./marker.ts";
import { initReport, inNamespace, namespacePossible } from "./namespace.ts";
import { pump } from "./pump.ts";
import type { Redactor } from "./redact/redactor.ts";
import { type Env, start, type Started } from "./spawn.ts";
import { type StopOptions, stopper } from "./stopper.ts";

/** Where an agent is to work, and how it is held together. */
export interface Stage {
  readonly cwd: string;
  readonly env: Env;
  /** Unique; stands in the environment, so that what the agent leaves behind can be found. */
  readonly marker: string;
  readonly keepProcesses: boolean;
  /** Default: the strongest that the machine allows. */
  readonly supervision?: Supervision;
  /** A file with a table of mounts (`mountTable`): only for a namespace, where the agent does not start without them. */
  readonly mounts?: string | undefined;
}

export interface SuperviseOptions extends StopOptions {
  /** A longer line is passed on in pieces. Default 16 MiB. */
  readonly maxLineBytes?: number;
  /** What is printed passes through it first. */
  readonly redactor?: Redactor;
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

/** An agent that could start at once, and has not: its place is being made while its record is opened. */
export interface StagedAgent {
  /**
   * Runs the agent to its end, and then ends everything it left behind, whatever session or group that moved to.
   * Never throws for what the agent does; throws only what `onStarted` or `onBlock` threw, after the agent has ended.
   */
  run(options: SuperviseOptions): Promise<Ended>;
  /** Nothing is left of it, and the agent never ran. Does nothing once it has run. */
  abandon(): Promise<void>;
}

export function stageAgent(command: Command, stage: Stage): StagedAgent {
  const marker = `${stage.env[MARKER_VARIABLE] ?? ""}${stage.marker}`;
  const where = { cwd: stage.cwd, env: { ...stage.env, [MARKER_VARIABLE]: marker } };
  const supervision = stage.supervision ?? strongest(stage);
  const bare = async (): Promise<Agent> => {
    const child = start(command, where);
    return { child, ended: child.ended, supervision: process.platform === "linux" ? "marker" : "group" };
  };
  if (supervision !== "pid-namespace") {
    return { run: async (options) => follow(await bare(), stage, options), abandon: async () => {} };
  }
  const { mounts } = stage;
  const child = start(inNamespace(command, mounts), { ...where, control: true });
  const { control } = child;
  const report = control === undefined ? undefined : initReport(control.from);
  return {
    async run(options) {
      if (control === undefined || report === undefined || !(await report.ready)) {
        await child.ended;
        return mounts === undefined ? follow(await bare(), stage, options) : notStarted(options);
      }
      control.to.write("go\n");
      return follow({ child, ended: report.status, supervision }, stage, options);
    },
    async abandon() {
      control?.to.end();
      await child.ended;
    },
  };
}

/** Whoever asked for mounts counts on them: without, the agent would not be where it was said to be. */
async function notStarted({ onStarted }: SuperviseOptions): Promise<Ended> {
  await onStarted("pid-namespace");
  const message = "The guard of git could not be put in its place (mount --bind was refused).";
  return { exit: { kind: "not-started", message }, leftProcesses: [] };
}

/** What is kept must outlive the agent, and nothing outlives its namespace. */
function strongest({ keepProcesses }: Stage): Supervision {
  if (namespacePossible() && !keepProcesses) return "pid-namespace";
  return process.platform === "linux" ? "marker" : "group";
}

interface Agent {
  readonly child: Started;
  /** Of the agent itself, which may end before the process that we started for it. */
  readonly ended: Promise<Exit>;
  readonly supervision: Supervision;
}

async function follow(agent: Agent, { marker, keepProcesses }: Stage, options: SuperviseOptions): Promise<Ended> {
  const left = leftBehind(agent.child, marker, agent.supervision);
  const stop = stopper({ pid: agent.child.pid, beforeSignal: left.note }, options);
  const { onBlock, maxLineBytes, redactor } = options;
  const output = pump(agent.child, { onBlock, maxLineBytes, redactor, onActivity: stop.active, onError: stop.fail });
  stop.watch(output.delivering);
  const watching = setInterval(() => void left.note(), 1000);
  try {
    await options.onStarted(agent.supervision).catch(stop.fail);
    const exit = await agent.ended;
    stop.disarm();
    const leftProcesses = await left.end({ keep: keepProcesses });
    await output.finish(keepProcesses ? PATIENCE_MS.kept : PATIENCE_MS.ended);
    stop.rethrow();
    return { exit: stop.why() ?? exit, leftProcesses };
  } finally {
    clearInterval(watching);
    stop.disarm();
  }
}
