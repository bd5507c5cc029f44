import type { Command } from "../process/command.ts";
import { checkAccess } from "./access.ts";
import type { Access, Invocation, Provider } from "./provider.ts";
import { qwenLogin } from "./qwen-login.ts";
import { readQwen } from "./qwen-events.ts";
import { qwenProgram } from "./qwen-program.ts";
import { QWEN_PLACE, qwenRules } from "./qwen-rules.ts";
import { editsOutside } from "./qwen-workspace.ts";

const CHANGING = ["run_shell_command", "write_file", "edit", "notebook_edit", "enter_worktree"];

/**
 * An approval mode alone does not hold: an allow rule in the settings of the user or of the repository lets edits through
 * in `plan`, and the shell in `auto-edit`. A denial by name does (measured, 0.24.4). With `read` no MCP server is started: one
 * that calls its tools read-only had them used in `plan`.
 */
const ACCESS: Readonly<Record<Access, (cwd: string) => readonly string[]>> = {
  read: () => ["--approval-mode", "plan", ...without(CHANGING), "--allowed-mcp-server-names="],
  write: (cwd) => ["--approval-mode", "auto-edit", ...without(["run_shell_command", ...editsOutside(cwd)])],
  full: () => ["--approval-mode", "yolo"],
};

function without(tools: readonly string[]): string[] {
  return tools.flatMap((tool) => ["--exclude-tools", tool]);
}

export const qwen: Provider = {
  id: "qwen",
  title: "Qwen Code",
  executable: "qwen",
  install: "npm install -g @qwen-code/qwen-code",
  login: "choose an auth type in qwen; or set OPENAI_API_KEY and pass -- --auth-type openai",
  loginVariables: [],
  keys: ["OPENAI_API_KEY"],
  variables: ["QWEN_*", "OPENAI_*"],
  failures: [["not-authenticated", /no auth type/i]],
  final: "required",
  output: "jsonl",
  modes: {},
  accesses: ["read", "write", "full"],
  loginState: qwenLogin,
  command,
  read: readQwen,
  program: qwenProgram,
  rules: qwenRules,
  place: QWEN_PLACE,
};

function command(invocation: Invocation): Command {
  const { settings, prompt, model, access, cwd, resume } = invocation;
  const rules = qwenRules(invocation);
  checkAccess(qwen, access);
  return {
    file: settings.command ?? qwen.executable,
    args: [
      ...(settings.args ?? []),
      // These options take lists: they stand before the others, so that no argument of the user's joins a list.
      ...ACCESS[access](cwd),
      ...rules.args,
      "-o",
      "stream-json",
      ...(model === undefined ? [] : ["-m", model]),
      ...(resume === undefined ? [] : ["--resume", resume.sessionId]),
      ...(settings.extraArgs ?? []),
    ],
    stdin: prompt,
    // Else it starts itself a second time, and that one works on when the first is stopped (measured).
    env: { QWEN_CODE_NO_RELAUNCH: "true", ...rules.env },
  };
}
