import type { RecordedEvent } from "../../index.ts";
import { plural } from "../quantities.ts";
import type { Style } from "../style.ts";
import type { Terminal } from "../terminal.ts";
import { firstLine, oneLine } from "../text.ts";
import { headerLines } from "./header.ts";
import { createToolNarrator } from "./tools.ts";

interface NarratorOptions {
  readonly verbose: boolean;
}

/** Tells a run event by event: each call gives the lines that this event adds, often none. */
export function createNarrator(
  screen: Pick<Terminal, "style" | "columns">,
  { verbose }: NarratorOptions,
): (event: RecordedEvent) => string[] {
  const toolLines = createToolNarrator(screen.style);
  return (event) => [
    ...(event.type === "run.started" ? headerLines(event, screen) : []),
    ...toolLines(event),
    ...wordLines(event, screen.style),
    ...(verbose ? detailLines(event, screen.style) : []),
  ];
}

/** What everybody is told besides the use of tools. Of a long text the first line: the whole stands in the log. */
function wordLines(event: RecordedEvent, { dim, yellow }: Style): string[] {
  switch (event.type) {
    case "run.warning": {
      const fix = event.fix === undefined ? [] : [`  ${dim("try:")} ${oneLine(event.fix)}`];
      return [`${yellow("warning:")} ${oneLine(event.message)}`, ...fix];
    }
    case "agent.text":
      return spoken(event.text).map((line) => `  ${dim(line)}`);
    case "agent.retry":
      return [`  ${yellow("tries again:")} ${oneLine(event.message)}`];
    case "agent.ended":
      if (event.leftProcesses.length === 0) return [];
      return [`  ${yellow(`left ${plural(event.leftProcesses.length, "process")} behind`)}`];
    default:
      return [];
  }
}

/** What `--verbose` adds. */
function detailLines(event: RecordedEvent, { dim }: Style): string[] {
  switch (event.type) {
    case "agent.started":
      return [`  ${dim(oneLine([event.command.file, ...event.command.args].join(" ")))}`];
    case "agent.reasoning":
      return spoken(event.text).map((line) => `  ${dim(`(${line})`)}`);
    case "agent.notice":
      return [`  ${dim(oneLine(event.message))}`];
    default:
      return [];
  }
}

function spoken(text: string): string[] {
  const line = firstLine(text);
  return line === "" ? [] : [line];
}
