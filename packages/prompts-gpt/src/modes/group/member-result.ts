import { closingSummary } from "../../agent/summary.ts";
import type { Cost } from "../../prices/cost.ts";
import type { MemberInput, MemberResult } from "../../runs/member.ts";
import { failureText, type Verified } from "../../runs/verify.ts";
import type { RunPromptResult } from "../run-input.ts";

interface How {
  readonly member: Pick<MemberInput, "kind" | "name">;
  readonly summaryLines: number;
  readonly cost: Cost;
}

/** The part of a run's result that the group keeps in its own journal. */
export function memberResultOf(
  result: RunPromptResult,
  { member: { kind, name }, summaryLines, cost }: How,
): MemberResult {
  const { runId, ok, status, exitCode, provider, model, durationMs, tokenUsage, sessionId } = result;
  return {
    kind,
    name,
    runId,
    ok,
    status,
    exitCode,
    provider,
    model,
    durationMs,
    tokenUsage,
    cost,
    sessionId,
    changedFiles: result.changedFiles?.slice(0, SHOWN_FILES) ?? null,
    diff: result.diff,
    checks: result.verified && checksOf(result.verified),
    summary: closingSummary(result.output, summaryLines),
    // What was stopped while it was looked at was not refused.
    ...(result.verified?.ok === false && status !== "cancelled" ? { notAccepted: failureText(result.verified) } : {}),
    ...(result.failure === undefined ? {} : { failure: result.failure }),
    ...(result.error === undefined ? {} : { error: result.error }),
  };
}

function checksOf({ commands }: Verified): NonNullable<MemberResult["checks"]> {
  return {
    passed: commands.filter(({ exit }) => exit.kind === "exited" && exit.code === 0).length,
    of: commands.length,
  };
}

/** All of them stand in the member's meta.json. */
export const SHOWN_FILES = 200;
