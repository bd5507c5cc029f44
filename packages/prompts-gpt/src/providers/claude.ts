import type { Command } from "../process/command.ts";
import { PERMISSION_MODE_ACCESS } from "./access-words.ts";
import { modeFor } from "./access.ts";
import { readClaude } from "./claude-events.ts";
import { CLAUDE_CLOUDS, CLAUDE_KEYS, claudeLogin } from "./claude-login.ts";
import { claudeRules } from "./claude-rules.ts";
import type { Access, Invocation, Provider } from "./provider.ts";

const USUAL: Readonly<Record<Access, string>> = { read: "default", write: "acceptEdits", full: "bypassPermissions" };

/**
 * Read-only must hold against allow rules that the user's settings bring along. A permission mode alone does not: they
 * answer for the user in `default`, and in `plan` a classifier may let shell commands through. So only tools that look are offered, those that change
 * things are denied by name as well (deny beats allow, in subagents too), and no MCP server is started.
 */
const LOOK_ONLY = [
  "--tools",
  "Read,Glob,Grep,WebFetch,WebSearch,Task",
  "--disallowedTools",
  "Edit,Write,MultiEdit,NotebookEdit,Bash,PowerShell",
  "--strict-mcp-config",
];

export const claude: Provider = {
  id: "claude",
  title: "Claude Code",
  executable: "claude",
  install: "npm install -g @anthropic-ai/claude-code",
  login: "claude, then /login; or set ANTHROPIC_API_KEY",
  loginVariables: [...CLAUDE_KEYS, ...CLAUDE_CLOUDS],
  keys: CLAUDE_KEYS,
  variables: ["CLAUDE_*", "ANTHROPIC_*"],
  failures: [
    ["model-unknown", /selected model/i],
    ["permission-denied", /cannot be used with root/i],
  ],
  final: "required",
  output: "jsonl",
  modes: PERMISSION_MODE_ACCESS,
  accesses: ["read", "write", "full"],
  // By a tool that it is offered beside those of `--tools` (measured, 2.1.330).
  enforcesSchema: true,
  loginState: claudeLogin,
  command,
  read: readClaude,
  // Aliases; it takes full names too (documentation of Claude Code, "model configuration").
  models: { known: ["sonnet", "opus", "haiku", "fable", "opusplan", "sonnet[1m]"] },
  rules: claudeRules,
};

function command(invocation: Invocation): Command {
  const { settings, prompt, model, access, resume, answerSchema } = invocation;
  return {
    file: settings.command ?? claude.executable,
    args: [
      ...(settings.args ?? []),
      "-p",
      // These options take lists: they stand before the others, so that no argument of the user's joins a list.
      ...(access === "read" ? LOOK_ONLY : []),
      ...claudeRules(invocation).args,
      "--output-format",
      "stream-json",
      "--verbose",
      "--permission-mode",
      modeFor(claude, invocation, USUAL),
      ...(model === undefined ? [] : ["--model", model]),
      ...(answerSchema === undefined ? [] : ["--json-schema", JSON.stringify(answerSchema.schema)]),
      ...(resume === undefined ? [] : ["--resume", resume.sessionId]),
      ...(settings.extraArgs ?? []),
    ],
    stdin: prompt,
  };
}
