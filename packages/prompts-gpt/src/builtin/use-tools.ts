import type { LanguageModelV3Message } from "@ai-sdk/provider";
import { brief } from "../providers/json.ts";
import type { AgentEvent, ToolUse } from "../providers/provider.ts";
import type { ToolCall } from "./hear-turn.ts";
import type { Result, Site } from "./tool.ts";
import { isAllowed, TOOLS } from "./tools.ts";

type Results = Extract<LanguageModelV3Message, { role: "tool" }>["content"];

interface Using {
  readonly site: Site;
  tell(event: AgentEvent): void;
}

/** Does what the model asked for: all at once when it only looks, otherwise one after the other. */
export async function useTools(calls: readonly ToolCall[], using: Using): Promise<Results> {
  const onlyLooks = calls.every(({ name }) => TOOLS.find((tool) => tool.name === name)?.needs === "read");
  if (onlyLooks) return Promise.all(calls.map((call) => useTool(call, using)));
  const results: Results = [];
  for (const call of calls) results.push(await useTool(call, using));
  return results;
}

async function useTool(call: ToolCall, { site, tell }: Using): Promise<Results[number]> {
  const { id, name } = call;
  const { use, run } = understand(call, site);
  tell({ type: "agent.tool.started", id, tool: use });
  const { status, output, exitCode } = await run();
  const ended = exitCode === undefined ? {} : { exitCode };
  tell({ type: "agent.tool.finished", id, status, tool: use, ...ended, ...(isTold(use, status) ? { output } : {}) });
  const words = status === "ok" ? output : `${status === "denied" ? "Denied" : failing(exitCode)}: ${output}`;
  return { type: "tool-result", toolCallId: id, toolName: name, output: { type: "text", value: words } };
}

/** What was read stands in the workspace, and need not stand in the record a second time. */
function isTold(use: ToolUse, status: Result["status"]): boolean {
  return use.kind === "shell" || status !== "ok";
}

function failing(exitCode: number | undefined): string {
  return exitCode === undefined ? "Failed" : `Failed with exit code ${exitCode}`;
}

const NO_JSON = "The arguments are no JSON object. Where an answer grew too long for that, do it in smaller pieces.";

function understand({ name, input }: ToolCall, site: Site): { use: ToolUse; run: () => Promise<Result> } {
  const tool = TOOLS.find((one) => one.name === name);
  const unknown: ToolUse = { kind: "other", name, detail: brief(input ?? "") };
  if (tool === undefined) return ending(unknown, { status: "failed", output: `There is no tool ${brief(name)}.` });
  if (input === undefined) return ending(unknown, { status: "failed", output: NO_JSON });
  const job = tool.understand(input, site);
  if ("mistake" in job) return ending(unknown, { status: "failed", output: job.mistake });
  if (isAllowed(tool, site.access)) return job;
  return ending(job.use, { status: "denied", output: `The run has access ${site.access}.` });
}

function ending(use: ToolUse, result: Result) {
  return { use, run: async () => result };
}
