import type { Failure, FailureKind } from "../agent/failure.ts";

/** `rateLimit` of the configuration, and `--max-wait`, `--failover`. */
export interface LimitPolicy {
  readonly wait: boolean;
  /** The longest that is waited altogether before an agent gets on again, in minutes. */
  readonly maxWaitMinutes: number;
  /** Go on with another provider in place of waiting for more than a minute. */
  readonly failover: boolean;
}

/** What happened since an agent last got on: plain data, to be kept in the journal. */
export interface LimitHistory {
  readonly waits: number;
  readonly failovers: number;
  /** Waits of them for which no end was known. */
  readonly guesses: number;
  readonly waitedMs: number;
  /** When each provider that was limited is free again, ISO 8601 UTC; null where nobody knows. */
  readonly limited: Readonly<Record<string, string | null>>;
}

export interface LimitAsk {
  readonly failure: Pick<Failure, "kind" | "message" | "resetAt">;
  /** The one that was limited. */
  readonly provider: string;
  /** Those that could do the same work: installed, logged in and able to, in the order in which they are tried. */
  readonly others: readonly string[];
  readonly history: LimitHistory;
  readonly policy: LimitPolicy;
  readonly now: Date;
  /** 0 to 1, by chance: many runs that waited for the same limit do not start at once. */
  readonly jitter: number;
}

/** What to do, and the history from then on. `provider` is the one that goes on. */
export type LimitStep =
  | {
      readonly kind: "wait";
      /** ISO 8601 UTC. */
      readonly until: string;
      readonly provider: string;
      readonly why: string;
      readonly history: LimitHistory;
    }
  | { readonly kind: "failover"; readonly provider: string; readonly why: string; readonly history: LimitHistory }
  | { readonly kind: "give-up"; readonly why: string; readonly fix: string };

export const NO_LIMITS: LimitHistory = { waits: 0, failovers: 0, guesses: 0, waitedMs: 0, limited: {} };

const MINUTE_MS = 60_000;
/** Not more than this many, whatever they come to: agents may work for a while before each limit. */
const MOST_WAITS = 50;
const MOST_FAILOVERS = 20;
/** Where no end is known: for so long, in minutes, and from then on for the last of them. */
const GUESSES = [1, 2, 5, 10];
/** Clocks differ: a limit is not tried in the second in which it ends. */
const MARGIN_MS = 2_000;
const SPREAD_MS = 10_000;

const LIMITS: readonly FailureKind[] = ["rate-limited", "usage-limit", "quota"];

/** Whether {@link nextStep} has anything to say about it. */
export function isLimit(kind: FailureKind): boolean {
  return LIMITS.includes(kind);
}

/** When `provider` got on: what was waited no longer counts, and it is free. */
export function afterProgress({ limited }: LimitHistory, provider: string): LimitHistory {
  return { ...NO_LIMITS, limited: Object.fromEntries(Object.entries(limited).filter(([name]) => name !== provider)) };
}

/**
 * What to do about a limit. Pure, and it ends: waits are bounded in number and in sum, and a provider that was limited is
 * not gone back to before its limit is over. `quota` is never waited for.
 */
export function nextStep(ask: LimitAsk): LimitStep {
  const { provider, others, failure, policy, now } = ask;
  const history = withLimited(ask);
  const wait = waitFor(ask, history);
  if (wait?.isShort === true) return wait.step;
  const free = others.find((name) => name !== provider && isFree(name, history, now));
  if (policy.failover && free !== undefined && history.failovers < MOST_FAILOVERS)
    return {
      kind: "failover",
      provider: free,
      why: `${failure.message} Going on with ${free}.`,
      history: { ...history, failovers: history.failovers + 1 },
    };
  return wait?.step ?? giveUp(ask, history);
}

function withLimited({ failure, provider, history, now }: LimitAsk): LimitHistory {
  const { kind, resetAt } = failure;
  const isAhead = kind !== "quota" && resetAt !== undefined && Date.parse(resetAt) > now.getTime();
  const until = isAhead ? resetAt : null; // one that is over was wrong
  return { ...history, limited: { ...history.limited, [provider]: until } };
}

function isFree(provider: string, { limited }: LimitHistory, now: Date): boolean {
  const until = Object.hasOwn(limited, provider) ? limited[provider] : undefined;
  return until === undefined || (until !== null && Date.parse(until) <= now.getTime());
}

/** The wait that the policy allows, if there is one: for whichever provider is free first. */
function waitFor(ask: LimitAsk, history: LimitHistory) {
  const { policy, failure, now, jitter } = ask;
  const left = policy.maxWaitMinutes * MINUTE_MS - history.waitedMs;
  if (!policy.wait || history.waits >= MOST_WAITS || left <= 0) return undefined;
  const known = firstFree(ask, history);
  if (known === undefined && failure.kind === "quota") return undefined;
  const guess = (GUESSES[history.guesses] ?? GUESSES.at(-1) ?? 0) * MINUTE_MS;
  const exact = known === undefined ? guess : known.at - now.getTime() + MARGIN_MS;
  if (known !== undefined && exact > left) return undefined;
  const ms = Math.min(left, Math.round(exact + jitter * Math.min(SPREAD_MS, exact)));
  const until = new Date(now.getTime() + ms).toISOString();
  const provider = known?.provider ?? ask.provider;
  const why = known === undefined ? `${failure.message} It does not say when that ends.` : failure.message;
  const after = {
    ...history,
    waits: history.waits + 1,
    guesses: history.guesses + (known === undefined ? 1 : 0),
    waitedMs: history.waitedMs + ms,
  };
  const step: LimitStep = { kind: "wait", until, provider, why, history: after };
  return { isShort: known !== undefined && exact <= MINUTE_MS, step };
}

/** The limited provider itself, or with failover the one of all that is free first; undefined where nobody knows. */
function firstFree({ provider, others, policy, now }: LimitAsk, { limited }: LimitHistory) {
  const names = policy.failover ? [provider, ...others] : [provider];
  return names
    .flatMap((name) => {
      const until = Object.hasOwn(limited, name) ? limited[name] : null;
      return typeof until === "string" ? [{ provider: name, at: Date.parse(until) }] : [];
    })
    .filter(({ at }) => at > now.getTime())
    .toSorted((a, b) => a.at - b.at)[0];
}

function giveUp(ask: LimitAsk, history: LimitHistory): LimitStep {
  const { failure, policy, now } = ask;
  const first = firstFree(ask, history);
  const failover = policy.failover ? "" : ", or let another agent go on with --failover";
  if (failure.kind === "quota" && first === undefined)
    return { kind: "give-up", why: failure.message, fix: `Add credit to the account${failover}.` };
  if (!policy.wait)
    return { kind: "give-up", why: `${failure.message} Waiting is off.`, fix: `Allow it: --max-wait 60${failover}.` };
  const why = `${failure.message} ${waitedSoFar(history, policy)}`;
  if (first === undefined)
    return {
      kind: "give-up",
      why,
      fix: `Go on later, or wait longer with --max-wait ${policy.maxWaitMinutes * 2 || 60}${failover}.`,
    };
  const minutes = Math.ceil((history.waitedMs + first.at - now.getTime() + MARGIN_MS + SPREAD_MS) / MINUTE_MS);
  const after = new Date(first.at).toISOString();
  return { kind: "give-up", why, fix: `Go on after ${after}, or wait for it with --max-wait ${minutes}${failover}.` };
}

function waitedSoFar({ waits, waitedMs }: LimitHistory, { maxWaitMinutes }: LimitPolicy): string {
  const waited = `${Math.round(waitedMs / MINUTE_MS)} of at most ${maxWaitMinutes} minutes`;
  if (waits >= MOST_WAITS) return `It was waited for ${waits} times.`;
  return waits === 0 ? `That is longer than the ${maxWaitMinutes} minutes of --max-wait.` : `Waited ${waited} already.`;
}
