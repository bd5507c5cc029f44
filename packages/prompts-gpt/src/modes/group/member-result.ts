import type { MemberResult } from "../../runs/member.ts";
import type { RunPromptResult } from "../run-input.ts";

/** The part of a run's result that the group keeps in its own journal. */
export function memberResultOf(result: RunPromptResult, name: string, summary: string): MemberResult {
  const { runId, ok, status, exitCode, provider, model, durationMs, tokenUsage, sessionId } = result;
  return {
    kind: "member",
    name,
    runId,
    ok,
    status,
    exitCode,
    provider,
    model,
    durationMs,
    tokenUsage,
    sessionId,
    changedFiles: result.changedFiles?.slice(0, SHOWN_FILES) ?? null,
    summary,
    ...(result.failure === undefined ? {} : { failure: result.failure }),
    ...(result.error === undefined ? {} : { error: result.error }),
  };
}

/** All of them stand in the member's meta.json. */
const SHOWN_FILES = 200;
