import { expect, test } from "vitest";
import { providerOf } from "../../../src/providers/index.ts";

/** How each CLI tells that a tool was not used, in its own words (recorded); and a failure that is none of these. */
const gemini = (output: string) => ({ type: "tool_result", tool_id: "1", status: "error", output });
const qwen = (content: string) => ({
  type: "user",
  message: { content: [{ type: "tool_result", tool_use_id: "1", is_error: true, content }] },
});
const copilot = (message: string, code = "failure") => ({
  type: "tool.execution_complete",
  data: { toolCallId: "1", success: false, error: { message, code } },
});
const opencode = (error: string) => ({
  type: "tool_use",
  part: { callID: "1", tool: "bash", state: { status: "error", error, input: { command: "x" } } },
});

test.each([
  ["gemini", gemini("Tool execution denied by policy. prompts-gpt refused: …"), "denied"],
  ["gemini", gemini('Tool "run_shell_command" not found. Did you mean one of: …'), "denied"],
  ["gemini", gemini("File not found."), "failed"],
  ["qwen", qwen("prompts-gpt refused: git stash\n  It would …"), "denied"],
  [
    "qwen",
    qwen('This "read_file" invocation was denied by permission rules. Matching deny rule: "Read(…)".'),
    "denied",
  ],
  ["qwen", qwen("Command: git stash\nDirectory: (root)\nOutput: prompts-gpt refused: git stash"), "failed"],
  ["copilot", copilot("Denied by preToolUse hook: prompts-gpt refused: git stash", "denied"), "denied"],
  ["copilot", copilot("Tool 'create' does not exist."), "denied"],
  ["copilot", copilot("Tool 'mine-put' does not exist."), "failed"],
  ["opencode", opencode("prompts-gpt refused: git stash\n  It would …"), "denied"],
  [
    "opencode",
    opencode("The user has specified a rule which prevents you from using this specific tool call."),
    "denied",
  ],
  ["opencode", opencode("File not found: /x"), "failed"],
] as const)("%s: %o is %s", (id, line, status) => {
  expect(providerOf(id).read(JSON.stringify(line))).toContainEqual(expect.objectContaining({ id: "1", status }));
});
