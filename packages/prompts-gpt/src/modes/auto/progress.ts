import type { OrchestrateAutoInput } from "./input.ts";
import { stepProgress } from "../pipeline/progress.ts";

/** The listener of its events: passes them on, and tells `onProgress` what they mean. */
export function progressTo({
  onEvent,
  onProgress,
}: Pick<OrchestrateAutoInput, "onEvent" | "onProgress">): OrchestrateAutoInput["onEvent"] {
  if (onProgress === undefined) return onEvent;
  return async (event) => {
    await onEvent?.(event);
    const isPlan = event.type === "auto.plan" && event.member === undefined;
    const progress = isPlan ? { type: "auto_plan" as const, steps: event.steps } : stepProgress(event);
    if (progress !== undefined) await onProgress(progress);
  };
}
