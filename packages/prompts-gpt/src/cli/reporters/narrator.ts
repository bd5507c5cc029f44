import { relative } from "node:path";
import type { RecordedEvent, ToolUse } from "../../index.ts";
import { plural } from "../quantities.ts";
import type { Terminal } from "../terminal.ts";
import { firstLine, oneLine } from "../text.ts";
import { headerLines } from "./header.ts";

const editSigns = { add: "+", modify: "~", delete: "-" } as const;

interface NarratorOptions {
  readonly verbose: boolean;
}

/** Tells a run event by event: each call gives the lines that this event adds, often none. */
export function createNarrator(
  screen: Pick<Terminal, "style" | "columns">,
  { verbose }: NarratorOptions,
): (event: RecordedEvent) => string[] {
  const { dim, red, yellow } = screen.style;
  // Some agents report a tool only when it has finished: then that is when it is told.
  const told = new Set<string>();
  let cwd = "";

  function tool(id: string, use: ToolUse | undefined): string[] {
    if (use === undefined || told.has(id)) return [];
    told.add(id);
    return actionsOf(use, cwd).map((line) => `  ${line}`);
  }

  return (event) => {
    switch (event.type) {
      case "run.started":
        cwd = event.plan.cwd;
        return headerLines(event, screen);
      case "run.warning":
        return [
          `${yellow("warning:")} ${oneLine(event.message)}`,
          ...(event.fix ? [`  ${dim("try:")} ${oneLine(event.fix)}`] : []),
        ];
      case "agent.text":
        return spoken(event.text).map((line) => `  ${dim(line)}`);
      case "agent.reasoning":
        return verbose ? spoken(event.text).map((line) => `  ${dim(`(${line})`)}`) : [];
      case "agent.tool.started":
        return tool(event.id, event.tool);
      case "agent.tool.finished": {
        const lines = tool(event.id, event.tool);
        told.delete(event.id);
        if (event.status === "denied") return [...lines, `    ${yellow("denied")}`];
        return event.status === "failed" ? [...lines, `    ${red(failedText(event.exitCode))}`] : lines;
      }
      case "agent.retry":
        return [`  ${yellow("tries again:")} ${oneLine(event.message)}`];
      case "agent.notice":
        return verbose ? [`  ${dim(oneLine(event.message))}`] : [];
      case "agent.started":
        return verbose ? [`  ${dim(oneLine([event.command.file, ...event.command.args].join(" ")))}`] : [];
      case "agent.ended":
        return event.leftProcesses.length === 0
          ? []
          : [`  ${yellow(`left ${plural(event.leftProcesses.length, "process")}`)}`];
      default:
        return [];
    }
  };
}

/** What an agent does with a tool, a line for each thing it does. */
export function actionsOf(use: ToolUse, cwd: string): string[] {
  switch (use.kind) {
    case "shell":
      return [`$ ${oneLine(use.command)}`];
    case "edit":
      return use.changes.map(({ path, change }) => `${editSigns[change]} ${oneLine(shorten(path, cwd))}`);
    case "other":
      return [`* ${oneLine(`${use.name} ${use.detail}`)}`];
  }
}

function shorten(path: string, cwd: string): string {
  return cwd !== "" && path.startsWith(cwd) ? relative(cwd, path) : path;
}

function spoken(text: string): string[] {
  const line = firstLine(text);
  return line === "" ? [] : [line];
}

function failedText(exitCode: number | undefined): string {
  return exitCode === undefined ? "failed" : `failed with exit code ${exitCode}`;
}
