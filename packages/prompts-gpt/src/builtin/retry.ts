import { setTimeout } from "node:timers/promises";
import { kindOf } from "../agent/failure-patterns.ts";
import type { AgentEvent } from "../providers/provider.ts";
import { retryAfterMs, saidBy } from "./said-error.ts";

export interface Retrying {
  /** How often more. */
  readonly retries: number;
  tell(event: AgentEvent): void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;
const PASSES = new Set(["rate-limited", "provider-error"]);

/** Does it once more where that may help: not for a wrong key, and not when the service wants to be left alone for long. */
export async function withRetries<T>(attempt: () => Promise<T>, { retries, tell }: Retrying): Promise<T> {
  for (let tried = 0; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      const said = saidBy(error);
      const wait = retryAfterMs(error) ?? FIRST_WAIT_MS * 2 ** tried * (1 + Math.random() / 4);
      if (tried >= retries || wait > LONGEST_WAIT_MS || !PASSES.has(kindOf(said)?.kind ?? "")) throw error;
      tell({ type: "agent.retry", message: `${said}; once more in ${(wait / 1000).toFixed(1)} s` });
      await setTimeout(wait);
    }
  }
}
