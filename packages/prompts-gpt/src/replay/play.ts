import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Access, AgentEvent, ToolUse } from "../providers/provider.ts";
import { deleteConfined, writeConfined } from "../confined.ts";
import { CWD, replaceDeep, type Step } from "./recording.ts";

/** Where a recording is played. */
export interface Stage {
  readonly cwd: string;
  readonly access: Access;
  print(line: string): void;
  complain(text: string): void;
}

const MAX_OUTPUT = 64 * 1024;

/** Does what the recording did, really, and says it in our own words. Gives the exit code. */
export async function play(steps: readonly Step[], stage: Stage): Promise<number> {
  let denied = 0;
  for (const [index, recorded] of steps.entries()) {
    const step = replaceDeep(recorded, CWD, stage.cwd);
    if ("exit" in step) return step.exit;
    if ("stderr" in step) stage.complain(step.stderr);
    else if ("line" in step) stage.print(lineOf(step.line, denied));
    else denied += await act(`step_${index + 1}`, step, stage);
  }
  return 0;
}

function lineOf(line: AgentEvent | string, denied: number): string {
  if (typeof line === "string") return line;
  return JSON.stringify(line.type === "agent.final" && denied > 0 ? { ...line, denied } : line);
}

type Act = Extract<Step, { shell: string } | { write: unknown } | { delete: string }>;
type Finished = Omit<Extract<AgentEvent, { type: "agent.tool.finished" }>, "type" | "id">;

/** One tool call; 1 when it was denied. */
async function act(id: string, step: Act, stage: Stage): Promise<number> {
  const tool = toolOf(step, stage.cwd);
  stage.print(JSON.stringify({ type: "agent.tool.started", id, tool }));
  const finished: Finished =
    stage.access === "read" ? { status: "denied", output: "The run has access read." } : await perform(step, stage.cwd);
  stage.print(JSON.stringify({ type: "agent.tool.finished", id, tool, ...finished }));
  return finished.status === "denied" ? 1 : 0;
}

function toolOf(step: Act, cwd: string): ToolUse {
  if ("shell" in step) return { kind: "shell", command: step.shell };
  if ("delete" in step) return { kind: "edit", changes: [{ path: step.delete, change: "delete" }] };
  const { path } = step.write;
  return { kind: "edit", changes: [{ path, change: existsSync(resolve(cwd, path)) ? "modify" : "add" }] };
}

async function perform(step: Act, cwd: string): Promise<Finished> {
  if ("shell" in step) return runShell(step.shell, cwd);
  try {
    if ("delete" in step) {
      await deleteConfined(cwd, step.delete);
      return { status: "ok" };
    }
    const { path, mode } = step.write;
    const bytes = "base64" in step.write ? Buffer.from(step.write.base64, "base64") : Buffer.from(step.write.content);
    await writeConfined(cwd, path, { bytes, mode });
    return { status: "ok" };
  } catch (error) {
    return { status: "failed", output: messageOf(error) };
  }
}

/** After a command ended, its last output may take this long to arrive; what it left behind may hold the pipe for ever. */
const DRAIN_MS = 500;

async function runShell(command: string, cwd: string): Promise<Finished> {
  const child = spawn("sh", ["-c", command], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const keep = (text: string): void => {
    if (output.length < MAX_OUTPUT) output = (output + text).slice(0, MAX_OUTPUT);
  };
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stderr.setEncoding("utf8").on("data", keep);
  const drained = once(child, "exit").then(() => setTimeout(DRAIN_MS, undefined, { ref: false }));
  try {
    // A command that cannot be started fails both; the race looks after the one that loses.
    await Promise.race([once(child, "close"), drained]);
  } catch (error) {
    return { status: "failed", output: messageOf(error) };
  } finally {
    child.stdout.destroy();
    child.stderr.destroy();
  }
  const exitCode = child.exitCode === null ? {} : { exitCode: child.exitCode };
  return { status: child.exitCode === 0 ? "ok" : "failed", ...exitCode, ...(output === "" ? {} : { output }) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
