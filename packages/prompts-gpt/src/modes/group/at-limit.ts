import { setTimeout as sleep } from "node:timers/promises";
import { isLimit, type LimitStep, nextStep } from "../../runs/limit.ts";
import type { MemberResult } from "../../runs/member.ts";
import type { GroupPlace } from "./group-place.ts";
import type { Invocation } from "./invoke.ts";
import { othersFor } from "./others.ts";

interface Reached {
  readonly invocation: Invocation;
  readonly attempt: number;
  readonly place: GroupPlace;
}

/** What an agent is told that goes on in its own session: the task stands there already. */
const GO_ON =
  "A usage limit of the service has interrupted you; it is over now. Go on with the task where you stopped.";

/** Waits for the limit to end, or chooses another provider; gives how to go on, undefined when there is no way. */
export async function atLimit(result: MemberResult, reached: Reached): Promise<Invocation | undefined> {
  const { place, attempt, invocation } = reached;
  const { session, standIn } = place;
  const { name } = result;
  const key = (what: string) => `${place.runId}/${name}.${what}/${attempt}`;
  const step = await session.step(key("limit"), { kind: "limit", name }, () => decide(result, reached));
  if (step === undefined) return undefined;
  if (step.kind === "give-up") {
    await session.emit({ type: "run.warning", message: step.why, fix: step.fix });
    return undefined;
  }
  standIn.take(step);
  const { kind, provider, why } = step;
  if (kind === "wait") {
    const wait = { kind: "wait", name, provider, why, until: step.until } as const;
    await session
      .step(key("wait"), wait, () => waitUntil(step.until, session.signal))
      .catch((error: unknown) => {
        if (!session.signal.aborted) throw error; // else it has not been waited for to its end: a resumption does that
      });
  } else await session.emit({ type: "run.warning", message: why });
  const isElsewhere = place.lane?.knows(result.runId) === false;
  return session.signal.aborted ? undefined : goingOn(invocation, { result, provider, isElsewhere });
}

async function decide(result: MemberResult, { invocation, place }: Reached): Promise<LimitStep | undefined> {
  const { failure, provider } = result;
  if (failure === undefined || !isLimit(failure.kind)) return undefined;
  const { policy, standIn } = place;
  const others = policy.failover ? await othersFor(invocation.source, place) : [];
  const { history } = standIn;
  return nextStep({ failure, provider, others, history, policy, now: new Date(), jitter: Math.random() });
}

interface Further {
  readonly result: MemberResult;
  readonly provider: string;
  /** It worked in a folder that is not there any more. */
  readonly isElsewhere: boolean;
}

/** The same provider goes on in its own session where it has named one; another one begins with the whole task. */
function goingOn(invocation: Invocation, { result, provider, isElsewhere }: Further): Invocation {
  const { member, source, own } = invocation;
  const next = { ...invocation, member: by({ provider }, member) };
  if (provider !== result.provider) return next;
  // A session goes on in its folder, and the next lane is another one; a judge has little to go on with.
  if (result.sessionId === null || invocation.base !== undefined || isElsewhere || result.kind === "judge") return next;
  return { ...next, source: { ...source, text: GO_ON }, own: { ...own, continueRun: result.runId } };
}

/** The same, by another one, who knows nothing of the first one's models. */
export function by<M extends Invocation["member"]>({ provider }: { readonly provider?: string }, member: M): M {
  if (provider === undefined || provider === member.provider) return member;
  const { model: _its, ...rest } = member;
  return { ...rest, provider } as M; // without a key that may be absent
}

/** Node's timers count milliseconds in 31 bits, and a machine may sleep meanwhile: so in pieces. */
const PIECE_MS = 1000;

async function waitUntil(until: string, signal: AbortSignal): Promise<null> {
  const end = Date.parse(until);
  for (let left = end - Date.now(); left > 0; left = end - Date.now())
    await sleep(Math.min(left, PIECE_MS), undefined, { signal });
  return null;
}
