import type { RecordedEvent } from "../../index.ts";
import { pairs } from "../layout.ts";
import { limitText } from "../quantities.ts";
import type { Terminal } from "../terminal.ts";
import { oneLine } from "../text.ts";

type Started = Extract<RecordedEvent, { type: "run.started" }>;

/** What is known before the agent starts; the access above all. */
export function headerLines(
  { runId, plan }: Started,
  { style, columns }: Pick<Terminal, "style" | "columns">,
): string[] {
  const { promptFile, promptTitle, providerReason, gitBranch, limits, extraArgs } = plan;
  const prompt = [promptFile ?? "given inline", promptTitle === undefined ? "" : `(${promptTitle})`].join(" ");
  const rows: (readonly [string, string] | undefined)[] = [
    ["prompt", prompt],
    ["agent", `${plan.provider} (${providerReason})`],
    ["model", plan.model ?? "the agent's own choice"],
    ["access", plan.access],
    ["timeout", limitText(limits.timeoutSeconds)],
    limits.idleTimeoutSeconds === 0 ? undefined : ["silence", `at most ${limitText(limits.idleTimeoutSeconds)}`],
    extraArgs?.length ? ["passed on", extraArgs.join(" ")] : undefined,
    gitBranch === undefined ? undefined : ["branch", `${gitBranch} ${plan.gitHead ?? ""}`],
  ];
  const shown = rows.filter((row) => row !== undefined).map(([name, value]) => [name, oneLine(value)] as const);
  return [style.bold(`prompts-gpt run ${runId}`), ...pairs(shown, columns()), ""];
}
