import type { Exit } from "./exit.ts";
import { signalGroup } from "./spawn.ts";

/** Node's timers hold 31 bits of milliseconds; a longer limit is as good as this one (24 days). */
const LONGEST_MS = 2 ** 31 - 1;

/** Milliseconds. */
interface TimeLimits {
  /** 0 = no limit. */
  readonly total: number;
  /** Without any output; 0 = no limit. */
  readonly idle: number;
  /** Between SIGTERM and SIGKILL. */
  readonly grace: number;
}

export interface StopOptions {
  readonly limits: TimeLimits;
  /** Aborted: end it gracefully; `reason`, when a string, says why. */
  readonly signal: AbortSignal;
  /** Aborted: end it now. */
  readonly kill: AbortSignal;
}

/** Decides when an agent is stopped, does it in two steps (TERM, then KILL), and remembers why. */
export interface Stopper {
  /** Starts the clocks. While `delivering`, silence is not the agent's fault. */
  watch(delivering: () => boolean): void;
  /** The agent gave a sign of life. */
  active(): void;
  /** Our own side failed: stop the agent; `rethrow` throws the error once it has ended. */
  fail(error: unknown): void;
  /** Why it was stopped; undefined when it ended by itself. */
  why(): Exit | undefined;
  rethrow(): void;
  disarm(): void;
}

export function stopper(
  agent: { readonly pid: number | undefined; beforeSignal(): Promise<void> },
  { limits, signal, kill }: StopOptions,
): Stopper {
  let why: Exit | undefined;
  let failure: { readonly error: unknown } | undefined;
  let idle: NodeJS.Timeout | undefined;
  let total: NodeJS.Timeout | undefined;
  let grace: NodeJS.Timeout | undefined;

  const killNow = () => signalGroup(agent.pid, "SIGKILL");
  const stop = (reason: Exit) => {
    if (why !== undefined) return;
    why = reason;
    grace = setTimeout(killNow, limits.grace);
    void agent.beforeSignal().finally(() => signalGroup(agent.pid, "SIGTERM"));
  };
  const onAbort = () => stop(cancelled(signal));
  const onKill = () => {
    stop(cancelled(kill));
    killNow();
  };
  signal.addEventListener("abort", onAbort, { once: true });
  kill.addEventListener("abort", onKill, { once: true });

  return {
    watch(delivering) {
      if (limits.total > 0)
        total = setTimeout(stop, Math.min(limits.total, LONGEST_MS), { kind: "timed-out", limit: "total" });
      const onIdle = () => (delivering() ? idle?.refresh() : stop({ kind: "timed-out", limit: "idle" }));
      if (limits.idle > 0) idle = setTimeout(onIdle, Math.min(limits.idle, LONGEST_MS));
      if (kill.aborted) onKill();
      else if (signal.aborted) onAbort();
    },
    active: () => idle?.refresh(),
    fail(error) {
      failure ??= { error };
      stop({ kind: "cancelled", why: "the record could not be written" });
    },
    why: () => why,
    rethrow() {
      if (failure !== undefined) throw failure.error;
    },
    disarm() {
      for (const timer of [idle, total, grace]) clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      kill.removeEventListener("abort", onKill);
    },
  };
}

function cancelled(signal: AbortSignal): Exit {
  return { kind: "cancelled", why: typeof signal.reason === "string" ? signal.reason : "cancelled" };
}
