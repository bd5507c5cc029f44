import { brief, isObject, object, objectIn, objects, text, type Json } from "./json.ts";
import { readClaudeResult } from "./claude-result.ts";
import type { AgentEvent, ToolUse } from "./provider.ts";
import { sessionIn } from "./session-event.ts";

/** Reads one line of `claude -p --output-format stream-json --verbose` (shapes recorded from 2.1.330). */
export function readClaude(line: string): AgentEvent[] {
  const event = objectIn(line);
  if (event === undefined) return [];
  switch (event["type"]) {
    case "system":
      return system(event);
    case "assistant":
      return assistant(event);
    case "user":
      return toolResults(event);
    case "result":
      return readClaudeResult(event);
    default:
      return [];
  }
}

function system(event: Json): AgentEvent[] {
  switch (event["subtype"]) {
    case "init":
      return sessionIn(event);
    case "api_retry":
      return [{ type: "agent.retry", message: retryMessage(event) }];
    case "informational":
      return notice(text(event["content"]));
    case "status":
      return notice(
        text(event["compact_error"]) && `The conversation could not be compacted: ${text(event["compact_error"])}`,
      );
    // `permission_denied` is told again, with its tool's id, in the tool result that follows.
    default:
      return [];
  }
}

function retryMessage(event: Json): string {
  const why = [event["error_status"], event["error"]].filter(
    (word) => typeof word === "string" || typeof word === "number",
  );
  return `Attempt ${brief(event["attempt"] ?? "?")} of ${brief(event["max_retries"] ?? "?")} failed: ${why.join(" ") || "no reason given"}`;
}

function notice(message: string | undefined): AgentEvent[] {
  return message === undefined || message === "" ? [] : [{ type: "agent.notice", message }];
}

function assistant(event: Json): AgentEvent[] {
  const blocks = objects(object(event["message"])["content"]);
  return blocks.flatMap((block) => contentBlock(block, event));
}

function contentBlock(block: Json, event: Json): AgentEvent[] {
  const said = text(block["text"]);
  const thought = text(block["thinking"]);
  const id = text(block["id"]);
  if (block["type"] === "tool_use" && id !== undefined)
    return [{ type: "agent.tool.started", id, tool: toolOf(text(block["name"]) ?? "?", object(block["input"])) }];
  // What a subagent says is its parent's business, not the answer.
  if (text(event["parent_tool_use_id"]) !== undefined) return [];
  if (block["type"] === "thinking" && thought !== undefined) return [{ type: "agent.reasoning", text: thought }];
  if (block["type"] !== "text" || said === undefined) return [];
  // The CLI puts its own error messages into the model's mouth.
  return event["is_api_error_message"] === true ? notice(said) : [{ type: "agent.text", text: said }];
}

const SHELLS = new Set(["Bash", "PowerShell", "Monitor"]);
/** Amp's names too, which tells the same stream. */
const EDITORS = new Set(["Edit", "Write", "MultiEdit", "NotebookEdit", "edit_file", "create_file"]);

function toolOf(name: string, input: Json): ToolUse {
  const command = text(input["command"]) ?? text(input["cmd"]);
  if (SHELLS.has(name) && command !== undefined) return { kind: "shell", command };
  const path = text(input["file_path"]) ?? text(input["notebook_path"]) ?? text(input["path"]);
  if (EDITORS.has(name) && path !== undefined) return { kind: "edit", changes: [{ path, change: "modify" }] };
  return {
    kind: "other",
    name,
    detail: brief(input["file_path"] ?? input["pattern"] ?? input["description"] ?? input),
  };
}

function toolResults(event: Json): AgentEvent[] {
  const content = objects(object(event["message"])["content"]);
  return content.flatMap((block) => (block["type"] === "tool_result" ? toolResult(block, event) : []));
}

function toolResult(block: Json, event: Json): AgentEvent[] {
  const id = text(block["tool_use_id"]);
  if (id === undefined) return [];
  const output = outputOf(block["content"]);
  const tool = editOf(event["tool_use_result"]);
  const code = exitCodeOf(block, output);
  return [
    {
      type: "agent.tool.finished",
      id,
      status: wasDenied(id, output, event) ? "denied" : block["is_error"] === true ? "failed" : "ok",
      ...(tool === undefined ? {} : { tool }),
      ...(code === undefined ? {} : { exitCode: code }),
      ...(output === "" ? {} : { output }),
    },
  ];
}

function outputOf(content: unknown): string {
  return (
    text(content) ??
    objects(content)
      .map((part) => text(part["text"]) ?? "")
      .join("")
  );
}

/** Only the result of a write tells whether the file is new. */
function editOf(result: unknown): ToolUse | undefined {
  const { filePath, type } = isObject(result) ? result : {};
  if (typeof filePath !== "string") return undefined;
  return { kind: "edit", changes: [{ path: filePath, change: type === "create" ? "add" : "modify" }] };
}

/** A failed command's result starts "Exit code 3"; one that went well names no code. */
function exitCodeOf(block: Json, output: string): number | undefined {
  const code = block["is_error"] === true ? /^Exit code (\d{1,3})\b/.exec(output)?.[1] : undefined;
  return code === undefined ? undefined : Number(code);
}

const DENIAL =
  /No such tool available: .* is disabled for this session|haven't granted it yet|requires approval|Permission to use \S+ .*has been denied/;

/** `tool_result_meta` says it; CLIs older than that, and tools taken away altogether, say it in words only. */
function wasDenied(id: string, output: string, event: Json): boolean {
  const meta = objects(event["tool_result_meta"]).find((entry) => entry["id"] === id);
  const decision = object(meta?.["permission_decision"])["decision"];
  if (decision !== undefined) return decision === "reject";
  return text(event["tool_use_result"])?.startsWith("Error:") === true && DENIAL.test(output);
}
