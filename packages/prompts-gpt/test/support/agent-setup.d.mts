export type RealAgent = "codex" | "claude" | "gemini" | "qwen" | "copilot" | "opencode";

export const AGENT_CACHE: string;

export const MODELS: Readonly<Record<RealAgent, string>>;
export const VERSIONS: Readonly<Record<string, string>>;

export function agentEnvironment(
  agent: RealAgent,
  place: { readonly home: string; readonly url: string },
): Record<string, string>;
