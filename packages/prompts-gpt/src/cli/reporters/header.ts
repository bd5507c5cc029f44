import type { RecordedEvent, RunFacts, RunPlan } from "../../index.ts";
import { pairs } from "../layout.ts";
import { limitText } from "../quantities.ts";
import type { Terminal } from "../terminal.ts";
import { oneLine } from "../text.ts";

/** Runs recorded before these were facts have none of them. */
interface MoreFacts {
  readonly runDir?: string;
  readonly limits?: RunPlan["limits"];
  readonly extraArgs?: readonly string[];
}

type Started = Extract<RecordedEvent, { type: "run.started" }>;

/** What is known before the agent starts; the access above all. */
export function headerLines(
  { runId, plan }: Started,
  { style, columns }: Pick<Terminal, "style" | "columns">,
): string[] {
  const facts: RunFacts & MoreFacts = plan;
  const { promptFile, promptTitle, providerReason, gitBranch, limits, runDir, extraArgs } = facts;
  const prompt = [promptFile ?? "given inline", promptTitle === undefined ? "" : `(${promptTitle})`].join(" ");
  const rows: (readonly [string, string] | undefined)[] = [
    ["prompt", prompt],
    ["agent", `${plan.provider} (${providerReason})`],
    ["model", plan.model ?? "the agent's own choice"],
    ["access", plan.access],
    limits && [
      "timeout",
      `${limitText(limits.timeoutSeconds)}, without output ${limitText(limits.idleTimeoutSeconds)}`,
    ],
    extraArgs?.length ? ["passed on", extraArgs.join(" ")] : undefined,
    gitBranch === undefined ? undefined : ["branch", `${gitBranch} ${plan.gitHead ?? ""}`],
    runDir === undefined ? undefined : ["record", runDir],
  ];
  const shown = rows.filter((row) => row !== undefined).map(([name, value]) => [name, oneLine(value)] as const);
  return [style.bold(`prompts-gpt run ${runId}`), ...pairs(shown, columns()), ""];
}
