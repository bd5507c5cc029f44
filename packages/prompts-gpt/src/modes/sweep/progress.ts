import type { RecordedEvent } from "../../agent/events.ts";
import { isMemberInput, isMemberResult, type MemberInput } from "../../runs/member.ts";
import type { SweepInput, SweepProgress } from "./input.ts";
import type { SweepPlan } from "./plan.ts";

/** The listener of a sweep's events: passes them on, and tells `onProgress` what they mean. */
export function progressTo(
  { onEvent, onProgress }: Pick<SweepInput, "onEvent" | "onProgress">,
  { phase }: SweepPlan,
): SweepInput["onEvent"] {
  if (onProgress === undefined) return onEvent;
  const begun = new Map<string, MemberInput>();
  return async (event) => {
    await onEvent?.(event);
    const progress = progressIn(event, begun);
    if (progress !== undefined) await onProgress(phase === undefined ? progress : { ...progress, phase });
  };
}

function progressIn(event: RecordedEvent, begun: Map<string, MemberInput>): SweepProgress | undefined {
  if (event.member !== undefined) return undefined;
  if (event.type === "step.started" && isMemberInput(event.input)) {
    begun.set(event.input.name, event.input);
    return { ...which(event.input), status: "started" };
  }
  if (event.type !== "step.finished" || !isMemberResult(event.output)) return undefined;
  const input = begun.get(event.output.name);
  begun.delete(event.output.name);
  const { status, durationMs, tokenUsage } = event.output;
  return input && { ...which(input), status, durationMs, tokenUsage };
}

function which({ promptFile, iteration }: MemberInput) {
  return { file: promptFile, iteration: iteration?.number ?? 1, total: iteration?.of ?? 1 };
}
