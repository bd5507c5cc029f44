import type { BatchPlan, GroupPreview, SweepPlan } from "../index.ts";
import { limitText, plural } from "./quantities.ts";
import { oneLine } from "./text.ts";

type Row = readonly [string, string];

/** What a dry run says of several runs as one, whichever they are: who works, what is accepted, where it ends. */
export function previewRows(plan: (SweepPlan | BatchPlan) & GroupPreview): Row[] {
  const { provider, providerReason, model } = plan;
  return [
    ["agent", `${oneLine(provider)} (${oneLine(providerReason)})`],
    ["model", model === null ? "the agent's own choice" : oneLine(model)],
    ...commonRows(plan),
  ];
}

type Common = Pick<
  BatchPlan & GroupPreview,
  "access" | "lanes" | "verify" | "warnings" | "runDir" | "onFinish" | "budget" | "limits"
>;

/** The same, where several agents work. */
export function commonRows(plan: Common): Row[] {
  const { access, lanes, verify, warnings, runDir, onFinish } = plan;
  return [
    ["access", lanes ? `${access}, each in a lane of its own` : access],
    ...verify.map((command): Row => ["verify", oneLine(command)]),
    ...budgetRows(plan),
    ["at a limit", limitsText(plan)],
    ...(onFinish === undefined ? [] : [["then", oneLine(onFinish)] as const]),
    ["record", oneLine(runDir)],
    ...warnings.map((warning): Row => ["warning", oneLine(warning)]),
  ];
}

function budgetRows({ budget: { maxCostUsd, maxTokens, maxMinutes } }: Pick<SweepPlan, "budget">): Row[] {
  const limits = [
    ...(maxCostUsd === undefined ? [] : [`$${maxCostUsd}`]),
    ...(maxTokens === undefined ? [] : [plural(maxTokens, "token")]),
    ...(maxMinutes === undefined ? [] : [limitText(maxMinutes * 60)]),
  ];
  return limits.length === 0 ? [] : [["budget", limits.join(", ")]];
}

function limitsText({ limits: { wait, maxWaitMinutes, failover } }: Pick<SweepPlan, "limits">): string {
  const waits = wait && maxWaitMinutes > 0 ? `waits for up to ${limitText(maxWaitMinutes * 60)}` : "does not wait";
  return failover ? `goes on with another agent, or ${waits}` : waits;
}
