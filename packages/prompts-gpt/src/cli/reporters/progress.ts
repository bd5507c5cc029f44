import type { RecordedEvent, TokenUsage } from "../../index.ts";
import { count, duration } from "../quantities.ts";
import { firstLine, fit, fitEnd, oneLine, widthOf } from "../text.ts";
import { actionsOf } from "./tools.ts";

/** What the live line says about a run that is going on. */
export interface Progress {
  readonly startedAt: number | undefined;
  readonly tokens: number;
  readonly last: string;
  /** The end of a text that comes in pieces, while it comes; else empty. */
  readonly spoken: string;
}

export const notStarted: Progress = { startedAt: undefined, tokens: 0, last: "", spoken: "" };

/** More than goes into a line, whatever is not shown of it. */
const ENOUGH = 2000;

/** The state after one more event. */
export function advance(progress: Progress, event: RecordedEvent): Progress {
  const does = (last: string): Progress => (last === "" ? progress : { ...progress, last, spoken: "" });
  switch (event.type) {
    case "run.started":
      return { ...does("starting"), startedAt: Date.parse(event.time) };
    case "agent.started":
      return does("waiting for the agent");
    case "agent.text":
      if (event.delta !== true) return does(firstLine(event.text));
      return { ...progress, spoken: (progress.spoken + event.text).slice(-ENOUGH) };
    case "agent.reasoning":
      return does(firstLine(event.text));
    case "agent.tool.started":
      return does(actionsOf(event.tool, "")[0] ?? "");
    case "agent.usage":
      return { ...progress, tokens: (event.delta === true ? progress.tokens : 0) + tokensOf(event.usage) };
    case "agent.ended":
      return does("writing the record");
    default:
      return progress;
  }
}

/** Elapsed time, tokens and the last action in one line; of a text that is being said the end. */
export function describeProgress(progress: Progress, now: number, columns: number): string {
  if (progress.startedAt === undefined) return "";
  return actionLine(progress, figuresOf(progress, now).filter(Boolean).join("  "), columns);
}

/** Elapsed time and tokens; empty where there is nothing to say. */
export function figuresOf({ startedAt, tokens }: Progress, now: number): readonly [string, string] {
  // Without the tenths: a live line that flickers is read by nobody.
  const time = startedAt === undefined ? "" : duration(now - startedAt).replace(/\.\d/, "");
  return [time, tokens > 0 ? `${count(tokens)} tokens` : ""];
}

export function actionLine({ last, spoken }: Progress, figures: string, columns: number): string {
  const room = columns - widthOf(figures) - 2;
  const said = oneLine(spoken);
  return fit(`${figures}  ${said === "" ? fit(last, room) : fitEnd(said, room)}`, columns);
}

function tokensOf({ inputTokens, outputTokens }: TokenUsage): number {
  return inputTokens + outputTokens;
}
