import type { RecordedEvent } from "../../agent/events.ts";
import { isMemberInput, isMemberResult } from "../../runs/member.ts";
import type { OrchestratePipelineInput, PipelineProgress } from "./input.ts";

/** The listener of a pipeline's events: passes them on, and tells `onProgress` what they mean. */
export function progressTo({
  onEvent,
  onProgress,
}: Pick<OrchestratePipelineInput, "onEvent" | "onProgress">): OrchestratePipelineInput["onEvent"] {
  if (onProgress === undefined) return onEvent;
  return async (event) => {
    await onEvent?.(event);
    const progress = stepProgress(event);
    if (progress !== undefined) await onProgress(progress);
  };
}

/** What an event says of a step; undefined of everything else. */
export function stepProgress(event: RecordedEvent): PipelineProgress | undefined {
  if (event.member !== undefined) return undefined;
  if (event.type === "part.finished")
    return event.stopped === "skipped" ? { type: "step_skipped", step: event.part } : undefined;
  if (event.type === "step.started" && isMemberInput(event.input)) {
    const { runId, name } = event.input;
    return isStep(name) ? { type: "step_started", runId, ...turnOf(name) } : undefined;
  }
  if (event.type !== "step.finished" || !isMemberResult(event.output) || !isStep(event.output.name)) return undefined;
  const { runId, name, status, durationMs, tokenUsage, notAccepted } = event.output;
  const why = notAccepted === undefined ? {} : { notAccepted };
  return { type: "step_finished", runId, ...turnOf(name), status, ...why, durationMs, tokenUsage };
}

function isStep(name: string): boolean {
  return name.startsWith("step-");
}

/** `step-mend`, `step-mend.try-2`. */
function turnOf(name: string): { readonly step: string; readonly attempt: number } {
  const [step = "", turn = "1"] = name.slice("step-".length).split(".try-");
  return { step, attempt: Number(turn) };
}
