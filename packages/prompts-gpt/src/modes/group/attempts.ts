import { setTimeout as sleep } from "node:timers/promises";
import type { FailureKind } from "../../failure-kind.ts";
import { isLimit } from "../../runs/limit.ts";
import type { MemberResult } from "../../runs/member.ts";
import { atLimit, by } from "./at-limit.ts";
import type { GroupPlace } from "./group-place.ts";
import { type Invocation, invoke } from "./invoke.ts";

/** Where another try may do better: the agent did not start, took too long, or its service stumbled. */
const TRANSIENT: ReadonlySet<FailureKind> = new Set(["crashed", "timed-out", "hung", "provider-error"]);
/** Before the first retry; doubled for each further one. */
const PAUSE_MS = 1000;

/** How the last attempt ended, and the run ids of all of them. */
export interface Tried extends MemberResult {
  readonly tries: readonly string[];
}

/**
 * Invokes until it succeeds, another try would be in vain, or `maxRetries` are used up. A usage limit is no failed try: it
 * is waited for, or another provider goes on, as the group's limits say.
 */
export async function invokeWithRetries(
  invocation: Invocation,
  { place, maxRetries }: { readonly place: GroupPlace; readonly maxRetries: number },
): Promise<Tried> {
  const { session } = place;
  const tries: string[] = [];
  let next = { ...invocation, member: by(place.standIn.provider(Date.now()), invocation.member) };
  for (let { attempt } = invocation.member, retries = 0; ; attempt += 1) {
    const result = await invoke({ ...next, member: { ...next.member, attempt } }, place);
    tries.push(result.runId);
    const changedBefore = invocation.base === undefined ? result.changedFiles : []; // the next lane begins anew
    const ended = { ...result, tries };
    const kind = result.failure?.kind;
    if (result.ok || kind === undefined || session.signal.aborted) return ended;
    if (isLimit(kind)) {
      const further = await atLimit(result, { invocation, attempt, place });
      if (further === undefined) return ended;
      next = { ...further, changedBefore };
      continue;
    }
    if (retries === maxRetries || !TRANSIENT.has(kind)) return ended;
    retries += 1;
    next = { ...next, changedBefore };
    const why = result.failure?.message ?? "";
    const message = `${result.name} failed and is tried again (${retries} of ${maxRetries}): ${why}`;
    await session.emit({ type: "run.warning", message });
    await sleep(PAUSE_MS * 2 ** (retries - 1), undefined, { signal: session.signal }).catch(() => {}); // told to stop
  }
}
