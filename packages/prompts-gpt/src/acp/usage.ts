import { cacheWrites, count, type Json, object } from "../providers/json.ts";
import type { TokenUsage } from "../providers/provider.ts";

/**
 * The tokens of one turn, where the agent tells: in the answer to the prompt (a draft of the protocol, OpenCode), or in
 * what Gemini CLI adds to it. Undefined when it does not.
 */
export function usageIn(answer: Json, costUsd: number | undefined): TokenUsage | undefined {
  const usage = object(answer["usage"]);
  const quota = object(object(object(answer["_meta"])["quota"])["token_count"]);
  const cachedInputTokens = count(usage["cachedReadTokens"]);
  const inputTokens = count(usage["inputTokens"]) + cachedInputTokens + count(usage["cachedWriteTokens"]);
  const reasoningTokens = count(usage["thoughtTokens"]);
  const told = {
    inputTokens: inputTokens || count(quota["input_tokens"]),
    cachedInputTokens,
    outputTokens: count(usage["outputTokens"]) + reasoningTokens || count(quota["output_tokens"]),
    reasoningTokens,
  };
  const totalTokens = told.inputTokens + told.outputTokens;
  if (totalTokens === 0 && costUsd === undefined) return undefined;
  return {
    ...told,
    totalTokens,
    ...cacheWrites(usage["cachedWriteTokens"]),
    ...(costUsd === undefined || costUsd === 0 ? {} : { costUsd }),
  };
}
