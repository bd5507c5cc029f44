import type { RecordedEvent } from "../../agent/events.ts";
import { isGroupStep } from "../../runs/group-step.ts";
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

/** Who judges is no iteration: its score is told as that of the one that it judged. */
function progressIn(event: RecordedEvent, begun: Map<string, MemberInput>): SweepProgress | undefined {
  if (event.member !== undefined) return undefined;
  if (event.type === "step.started" && isMemberInput(event.input) && event.input.kind === "member") {
    begun.set(event.input.name, event.input);
    return { ...which(event.input), status: "started" };
  }
  if (event.type !== "step.finished") return undefined;
  const { output } = event;
  if (isMemberResult(output)) {
    const input = begun.get(output.name);
    const { status, durationMs, tokenUsage } = output;
    return input && { ...which(input), status, durationMs, tokenUsage };
  }
  if (!isGroupStep(output) || output.kind !== "score") return undefined;
  const judged = begun.get(output.name);
  return judged && { ...which(judged), status: "judged", score: output.evaluation.mean };
}

function which({ promptFile, iteration }: MemberInput) {
  return { file: promptFile, iteration: iteration?.number ?? 1, total: iteration?.of ?? 1 };
}
