import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import type { Exit } from "../../process/exit.ts";
import { signalGroup, start } from "../../process/spawn.ts";
import { Clipped } from "../clipped.ts";
import { defineTool, optionalCount, type Result, type Site, text } from "../tool.ts";

const USUAL_SECONDS = 120;
const MOST_SECONDS = 3600;
const MOST = 32_000;
/** After a command ended, its last output may take this long to arrive; what it left behind may hold the pipe for ever. */
const DRAIN_MS = 500;

export const shell = defineTool({
  name: "shell",
  needs: "full",
  description:
    "Runs a shell command (`sh -c`) in the workspace, without input, and gives what it printed and its exit code. Each one starts anew: a `cd` does not last. Of long output the middle is left out.",
  entries: {
    command: text("The command."),
    timeout_seconds: optionalCount(`When to end it; ${USUAL_SECONDS} when left out, ${MOST_SECONDS} at most.`),
  },
  use: ({ command }) => ({ kind: "shell", command }),
  async run({ command, timeout_seconds: seconds }, site) {
    const refusal = await site.refusal(command);
    if (refusal !== undefined) return { status: "denied", output: refusal };
    return execute(command, Math.min(seconds ?? USUAL_SECONDS, MOST_SECONDS), site);
  },
});

async function execute(command: string, seconds: number, { cwd, env, running }: Site): Promise<Result> {
  const { pid, stdout, stderr, ended } = start({ file: "sh", args: ["-c", command], stdin: "" }, { cwd, env });
  const output = new Clipped(MOST);
  for (const stream of [stdout, stderr]) stream.setEncoding("utf8").on("data", (piece: string) => output.add(piece));
  const drained = Promise.all([once(stdout, "close"), once(stderr, "close")]);
  const stopped = new AbortController();
  if (pid !== undefined) running.add(pid);
  try {
    const exit = await Promise.race([ended, after(seconds * 1000, stopped.signal)]);
    if (exit === undefined) signalGroup(pid, "SIGKILL");
    await Promise.race([drained, after(DRAIN_MS, stopped.signal)]);
    return resultOf(exit, output.toString(), seconds);
  } finally {
    stopped.abort();
    if (pid !== undefined) running.delete(pid);
    stdout.destroy();
    stderr.destroy();
  }
}

function after(milliseconds: number, signal: AbortSignal): Promise<undefined> {
  return setTimeout(milliseconds, undefined, { signal }).catch(() => undefined); // nobody waits for it any more
}

function resultOf(exit: Exit | undefined, output: string, seconds: number): Result {
  if (exit === undefined) return { status: "failed", output: `${output}\n[ended after ${seconds} seconds]` };
  if (exit.kind === "exited")
    return { status: exit.code === 0 ? "ok" : "failed", exitCode: exit.code, output: output || "[no output]" };
  const how = exit.kind === "signalled" ? exit.signal : exit.kind === "not-started" ? exit.message : exit.kind;
  return { status: "failed", output: `${output}\n[ended by ${how}]` };
}

/** Ends what is at work, and what it has started in its group. */
export function endAll({ running }: Pick<Site, "running">): void {
  for (const pid of running) signalGroup(pid, "SIGKILL");
}
