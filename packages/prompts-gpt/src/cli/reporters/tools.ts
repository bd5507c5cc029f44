import { relative } from "node:path";
import type { RecordedEvent, ToolUse } from "../../index.ts";
import type { Style } from "../style.ts";
import { oneLine } from "../text.ts";

const editSigns = { add: "+", modify: "~", delete: "-" } as const;

/** Of the tools that are told and not finished; what an agent never finishes must not fill the memory. */
const MOST_TOLD = 1000;
const ID_LENGTH = 200;

/** Tells each use of a tool once, when it is first heard of, and how it ended when it did not end well. */
export function createToolNarrator({ red, yellow }: Style): (event: RecordedEvent) => string[] {
  // Some agents report a tool only when it has finished: then that is when it is told.
  const told = new Set<string>();
  let cwd = "";

  function used(id: string, tool: ToolUse | undefined): string[] {
    if (tool === undefined || told.has(id)) return [];
    told.add(id);
    const [oldest = id] = told;
    if (told.size > MOST_TOLD) told.delete(oldest);
    return actionsOf(tool, cwd).map((line) => `  ${line}`);
  }

  return (event) => {
    if (event.type === "run.started") cwd = event.plan.cwd;
    if (event.type !== "agent.tool.started" && event.type !== "agent.tool.finished") return [];
    const id = shortId(event.id);
    const lines = used(id, event.tool);
    if (event.type === "agent.tool.started") return lines;
    told.delete(id);
    if (event.status === "denied") return [...lines, `    ${yellow("denied")}`];
    return event.status === "failed" ? [...lines, `    ${red(failedText(event.exitCode))}`] : lines;
  };
}

/** A copy, where it is cut: a slice would keep the whole text in memory. */
function shortId(id: string): string {
  return id.length <= ID_LENGTH ? id : Buffer.from(id.slice(0, ID_LENGTH)).toString("utf8");
}

/** What an agent does with a tool, a line for each thing it does; paths as seen from `cwd`. */
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

function failedText(exitCode: number | undefined): string {
  return exitCode === undefined ? "failed" : `failed with exit code ${exitCode}`;
}
