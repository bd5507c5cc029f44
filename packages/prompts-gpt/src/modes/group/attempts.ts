import { setTimeout as sleep } from "node:timers/promises";
import type { FailureKind } from "../../failure-kind.ts";
import type { MemberResult } from "../../runs/member.ts";
import { type GroupPlace, type Invocation, invoke } from "./invoke.ts";

/** Where another try may do better: the agent did not start, took too long, or its service stumbled. */
const TRANSIENT: ReadonlySet<FailureKind> = new Set(["crashed", "timed-out", "hung", "provider-error"]);
/** Before the first retry; doubled for each further one. */
const PAUSE_MS = 1000;

/** Invokes until it succeeds, a retry would be in vain, or `maxRetries` are used up. */
export async function invokeWithRetries(
  invocation: Invocation,
  { place, maxRetries }: { readonly place: GroupPlace; readonly maxRetries: number },
): Promise<MemberResult> {
  const { session } = place;
  for (let attempt = 1; ; attempt += 1) {
    const result = await invoke({ ...invocation, member: { ...invocation.member, attempt } }, place);
    if (attempt > maxRetries || session.signal.aborted || !mayDoBetter(result)) return result;
    const why = result.failure?.message ?? result.error ?? "";
    const message = `${result.name} failed and is tried again (${attempt} of ${maxRetries}): ${why}`;
    await session.emit({ type: "run.warning", message });
    await sleep(PAUSE_MS * 2 ** (attempt - 1), undefined, { signal: session.signal }).catch(() => {}); // told to stop
  }
}

function mayDoBetter({ ok, failure }: MemberResult): boolean {
  return !ok && failure !== undefined && TRANSIENT.has(failure.kind);
}
