import { dirname, join } from "node:path";
import { cacheWrites, count, object, objectIn, objects } from "./json.ts";
import type { AgentEvent, Invocation, TokenUsage } from "./provider.ts";

/** In the run's own directory. */
export function copilotUsagePath({ promptPath }: Pick<Invocation, "promptPath">): string {
  return join(dirname(promptPath), "copilot-usage.json");
}

/** Reads what `--usage-output-file` holds (shape recorded from 1.0.102): of the whole session, for each model. */
export function readCopilotUsage(text: string): AgentEvent[] {
  const models = objects(Object.values(object(objectIn(text)?.["modelMetrics"])));
  if (models.length === 0) return [];
  const used = models.map(({ usage }) => object(usage));
  const sum = (name: string): number => used.reduce((all, one) => all + count(one[name]), 0);
  const inputTokens = sum("inputTokens");
  const outputTokens = sum("outputTokens");
  const usage: TokenUsage = {
    inputTokens,
    cachedInputTokens: sum("cacheReadTokens"),
    outputTokens,
    reasoningTokens: sum("reasoningTokens"),
    totalTokens: inputTokens + outputTokens,
    ...cacheWrites(sum("cacheWriteTokens")),
  };
  return [{ type: "agent.usage", usage, cumulative: true }];
}
