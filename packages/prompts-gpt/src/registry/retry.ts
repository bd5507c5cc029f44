import { setTimeout as sleep } from "node:timers/promises";
import { NoAnswer } from "./no-answer.ts";
import { type Answer, type Request, send, type Sending } from "./send.ts";

const MAX_TRIES = 4;
const FIRST_WAIT_MS = 500;
/** A server that wants more patience than this is told to the user instead. */
const LONGEST_WAIT_MS = 60_000;

/** After these an attempt may succeed that changes nothing. */
const TRANSIENT = new Set([408, 429, 500, 502, 503, 504]);
/** These say that nothing was done: even what changes something may be tried again. */
const NOTHING_DONE = new Set([429]);

export interface Retrying extends Sending {
  /** Told before each wait. */
  readonly onRetry?: ((why: { readonly status: number | null; readonly waitMs: number }) => void) | undefined;
}

/** The answer, after further tries where trying again is safe: a GET, or what the registry says it has not done. */
export async function sendWithRetries(request: Request, retrying: Retrying): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await attemptOf(request, retrying);
    const waitMs = attempt < MAX_TRIES ? waitBefore(attempt + 1, request, answer) : undefined;
    if (waitMs === undefined) {
      if (answer instanceof NoAnswer) throw answer;
      return answer;
    }
    retrying.onRetry?.({ status: answer instanceof NoAnswer ? null : answer.status, waitMs });
    await pause(waitMs, retrying.signal);
  }
}

/** Given up with the reason of whoever gave it up, as a request is. */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted());
}

async function attemptOf(request: Request, retrying: Retrying): Promise<Answer | NoAnswer> {
  try {
    return await send(request, retrying);
  } catch (error) {
    if (error instanceof NoAnswer) return error;
    throw error;
  }
}

/** Milliseconds until the next try; undefined: there is none. */
function waitBefore(attempt: number, { method }: Request, answer: Answer | NoAnswer): number | undefined {
  // A request that was lost on the way may have been carried out all the same.
  if (answer instanceof NoAnswer) return method === "GET" ? backoff(attempt) : undefined;
  if (!(method === "GET" ? TRANSIENT : NOTHING_DONE).has(answer.status)) return undefined;
  const asked = retryAfter(answer.headers.get("retry-after"), Date.now());
  if (asked === undefined) return backoff(attempt);
  return asked <= LONGEST_WAIT_MS ? asked : undefined;
}

/** Half of it by chance, so that clients that were refused together do not come back together. */
function backoff(attempt: number): number {
  const most = FIRST_WAIT_MS * 2 ** (attempt - 2);
  return most / 2 + Math.random() * (most / 2);
}

/** RFC 9110, section 10.2.3: seconds, or a date. In milliseconds from `now`; undefined when it says neither. */
function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
