import type { RecordedEvent, TokenUsage } from "../../index.ts";
import { count, duration } from "../quantities.ts";
import { firstLine } from "../text.ts";
import { actionsOf } from "./tools.ts";

/** What the live line says about a run that is going on. */
export interface Progress {
  readonly startedAt: number | undefined;
  readonly tokens: number;
  readonly last: string;
}

export const notStarted: Progress = { startedAt: undefined, tokens: 0, last: "" };

/** The state after one more event. */
export function advance(progress: Progress, event: RecordedEvent): Progress {
  switch (event.type) {
    case "run.started":
      return { ...progress, startedAt: Date.parse(event.time), last: "starting" };
    case "agent.started":
      return { ...progress, last: "waiting for the agent" };
    case "agent.text":
    case "agent.reasoning":
      return { ...progress, last: firstLine(event.text) || progress.last };
    case "agent.tool.started":
      return { ...progress, last: actionsOf(event.tool, "")[0] ?? progress.last };
    case "agent.usage":
      return { ...progress, tokens: (event.delta === true ? progress.tokens : 0) + tokensOf(event.usage) };
    case "agent.ended":
      return { ...progress, last: "writing the record" };
    default:
      return progress;
  }
}

/** Without the tenths: a live line that flickers is read by nobody. */
export function describeProgress({ startedAt, tokens, last }: Progress, now: number): string {
  if (startedAt === undefined) return "";
  const used = tokens > 0 ? `  ${count(tokens)} tokens` : "";
  return `${duration(now - startedAt).replace(/\.\d/, "")}${used}  ${last}`;
}

function tokensOf({ inputTokens, outputTokens }: TokenUsage): number {
  return inputTokens + outputTokens;
}
