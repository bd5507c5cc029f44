import { interruptExitCode } from "../../agent/interrupt.ts";
import type { Verdict } from "../../runs/with-run.ts";

/** Of a group that was told to stop; undefined when nobody has. */
export function stoppedVerdict(signal: AbortSignal): Verdict | undefined {
  if (!signal.aborted) return undefined;
  const exitCode = interruptExitCode(String(signal.reason));
  return { status: "cancelled", exitCode, message: "It was stopped." };
}
