import type { BatchPlan, GroupPreview, SweepPlan } from "../index.ts";
import { budgetText, limitText } from "./quantities.ts";
import { oneLine } from "./text.ts";

type Row = readonly [string, string];

/** What a dry run says of several runs as one, whichever they are: who works, what is accepted, where it ends. */
export function previewRows(plan: (SweepPlan | BatchPlan) & GroupPreview): Row[] {
  const { provider, providerReason, model, access, lanes, verify, warnings, runDir, onFinish } = plan;
  return [
    ["agent", `${oneLine(provider)} (${oneLine(providerReason)})`],
    ["model", model === null ? "the agent's own choice" : oneLine(model)],
    ["access", lanes ? `${access}, each in a lane of its own` : access],
    ...verify.map((command): Row => ["verify", oneLine(command)]),
    ...budgetRow(plan),
    ["at a limit", limitsText(plan)],
    ...(onFinish === undefined ? [] : [["then", oneLine(onFinish)] as const]),
    ["record", oneLine(runDir)],
    ...warnings.map((warning): Row => ["warning", oneLine(warning)]),
  ];
}

function budgetRow({ budget }: Pick<SweepPlan, "budget">): Row[] {
  const text = budgetText(budget);
  return text === undefined ? [] : [["budget", text]];
}

function limitsText({ limits: { wait, maxWaitMinutes, failover } }: Pick<SweepPlan, "limits">): string {
  const waits = wait && maxWaitMinutes > 0 ? `waits for up to ${limitText(maxWaitMinutes * 60)}` : "does not wait";
  return failover ? `goes on with another agent, or ${waits}` : waits;
}
