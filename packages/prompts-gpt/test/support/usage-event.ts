/** A line in which an agent that speaks JSON Lines says what it has used. US dollars, where it says those. */
export function usageEvent(tokens: number, costUsd?: number): string {
  return JSON.stringify({
    type: "agent.usage",
    usage: {
      inputTokens: tokens,
      cachedInputTokens: 0,
      outputTokens: 0,
      reasoningTokens: 0,
      totalTokens: tokens,
      costUsd,
    },
    cumulative: false,
  });
}
