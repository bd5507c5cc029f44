import { afterProgress, type LimitHistory, type LimitStep, NO_LIMITS } from "../../runs/limit.ts";

/** Who works in another's place while that one is limited, and what is known of limits. Of one group; it changes as that goes on. */
export class StandIn {
  #history: LimitHistory = NO_LIMITS;
  #provider: string | undefined;
  /** The one that was limited first, in whose place others work. */
  #first: string | undefined;

  get history(): LimitHistory {
    return this.#history;
  }

  /** The provider to begin with, where another one than was asked for: until the limit of that one is over. */
  provider(now: number): { readonly provider?: string } {
    const until = this.#first === undefined ? undefined : this.#history.limited[this.#first];
    const isOver = until !== null && (until === undefined || Date.parse(until) <= now);
    if (this.#provider === undefined || isOver) return {};
    return { provider: this.#provider };
  }

  /** What was decided at a limit. */
  take(step: Exclude<LimitStep, { kind: "give-up" }>): void {
    this.#history = step.history;
    this.#first ??= Object.keys(step.history.limited)[0];
    this.#provider = step.provider === this.#first ? undefined : step.provider;
  }

  /** An agent got on. */
  progress(provider: string): void {
    this.#history = afterProgress(this.#history, provider);
    if (provider === this.#first) this.#first = undefined;
  }
}
