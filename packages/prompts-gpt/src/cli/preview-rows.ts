import type { BatchPlan, GroupPreview, SweepPlan } from "../index.ts";
import { table } from "./layout.ts";
import { budgetText, limitText } from "./quantities.ts";
import { oneLine } from "./text.ts";

type Row = readonly [string, string];

/** What a dry run says of several runs as one, whichever they are: who works, what is accepted, where it ends. */
export function previewRows(plan: (SweepPlan | BatchPlan) & GroupPreview): Row[] {
  const { provider, providerReason, model, access } = plan;
  const mixed = isMixed(plan);
  return [
    ["agent", mixed ? "as below" : `${oneLine(provider)} (${oneLine(providerReason)})`],
    ...(mixed ? [] : [["model", modelText(model)] as const]),
    ...commonRows({ ...plan, access: mixed ? "as below" : access }),
  ];
}

interface Common extends Pick<
  BatchPlan & GroupPreview,
  "lanes" | "oneLane" | "verify" | "warnings" | "runDir" | "onFinish" | "budget" | "limits"
> {
  readonly access: string;
}

/** The same, where several agents work. */
export function commonRows(plan: Common): Row[] {
  const { access, verify, warnings, runDir, onFinish } = plan;
  return [
    ["access", `${access}${whereText(plan)}`],
    ...verify.map((command): Row => ["verify", oneLine(command)]),
    ...budgetRow(plan),
    ["at a limit", limitsText(plan)],
    ...(onFinish === undefined ? [] : [["then", oneLine(onFinish)] as const]),
    ["record", oneLine(runDir)],
    ...warnings.map((warning): Row => ["warning", oneLine(warning)]),
  ];
}

function whereText({ lanes, oneLane }: Pick<Common, "lanes" | "oneLane">): string {
  if (oneLane) return ", all in one lane";
  return lanes ? ", each in a lane of its own" : "";
}

/** Who works is not the same for all prompts: then it stands with each. */
function isMixed({ workers }: Pick<GroupPreview, "workers">): boolean {
  const [first, ...others] = workers.map(({ provider, model, access }) => JSON.stringify([provider, model, access]));
  return others.some((one) => one !== first);
}

function modelText(model: string | null): string {
  return model === null ? "the agent's own choice" : oneLine(model);
}

/** The prompts, each with its cell and, where they differ, who works on it. The path stands last: it may be long. */
export function promptTable(
  { prompts, workers }: (SweepPlan | BatchPlan) & GroupPreview,
  { header, cells }: { readonly header: string; readonly cells: readonly string[] },
  columns: number,
): string[] {
  const mixed = isMixed({ workers });
  const rows = prompts.map(({ promptFile }, index) => {
    const { provider = "", model = null, access = "" } = workers[index] ?? {};
    const who = mixed ? [oneLine(provider), model === null ? "its own choice" : oneLine(model), access] : [];
    return [cells[index] ?? "", ...who, oneLine(promptFile)];
  });
  return table([header, ...(mixed ? ["AGENT", "MODEL", "ACCESS"] : []), "PROMPT"], rows, columns);
}

function budgetRow({ budget }: Pick<SweepPlan, "budget">): Row[] {
  const text = budgetText(budget);
  return text === undefined ? [] : [["budget", text]];
}

function limitsText({ limits: { wait, maxWaitMinutes, failover } }: Pick<SweepPlan, "limits">): string {
  const waits = wait && maxWaitMinutes > 0 ? `waits for up to ${limitText(maxWaitMinutes * 60)}` : "does not wait";
  return failover ? `goes on with another agent, or ${waits}` : waits;
}
