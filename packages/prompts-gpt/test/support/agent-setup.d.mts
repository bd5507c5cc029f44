export type RealAgent = "codex" | "claude";

export const MODELS: Readonly<Record<RealAgent, string>>;
export const VERSIONS: Readonly<Record<string, string>>;

export function agentEnvironment(
  agent: RealAgent,
  place: { readonly home: string; readonly url: string },
): Record<string, string>;
