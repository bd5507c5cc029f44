import { spawn } from "node:child_process";
import { realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CHECK = fileURLToPath(new URL("../../dist/guard/check.cjs", import.meta.url));

export interface HookPlace {
  /** Where the agent is. */
  readonly cwd: string;
  /** The `.git` folder of the workspace. */
  readonly gitDir: string;
  /** A folder of ours, outside of it. */
  readonly scratch: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface HookAnswer {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What the agent would read; undefined when the command may run. */
  readonly reason: string | undefined;
}

/** Asks the built program as an agent CLI does: a process of its own, with JSON on its standard input. */
export async function askHook(question: string | object, { cwd, gitDir, scratch, env }: HookPlace) {
  const rules = join(scratch, "rules.json");
  const log = join(scratch, "guard.log");
  const gitDirs = [realpathSync(gitDir)];
  writeFileSync(rules, JSON.stringify({ schemaVersion: 1, startedAt: Date.now(), gitDirs, allow: [], log }));
  const child = spawn(process.execPath, [CHECK, "--hook", "/usr/bin/git"], {
    cwd,
    env: { ...env, PROMPTS_GPT_GUARD: rules },
  });
  child.stdin.on("error", () => {}); // it need not read it all
  child.stdin.end(typeof question === "string" ? question : JSON.stringify(question));
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => (output[name] += text));
  const exitCode = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { exitCode, ...output, reason: reasonIn(output.stdout) } satisfies HookAnswer;
}

/** In the words of Claude Code 2.1.330 and Codex 0.169.0. */
export function bash(command: string, cwd: string): object {
  return { hook_event_name: "PreToolUse", tool_name: "Bash", tool_input: { command }, cwd, tool_use_id: "t" };
}

interface Answer {
  readonly hookSpecificOutput: {
    readonly hookEventName: string;
    readonly permissionDecision: string;
    readonly permissionDecisionReason: string;
  };
}

function reasonIn(stdout: string): string | undefined {
  if (stdout === "") return undefined;
  const { hookSpecificOutput: said } = JSON.parse(stdout) as Answer;
  return said.hookEventName === "PreToolUse" && said.permissionDecision === "deny"
    ? said.permissionDecisionReason
    : undefined;
}
