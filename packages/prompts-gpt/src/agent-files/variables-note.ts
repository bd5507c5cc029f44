import type { Variable } from "../prompts/prompt.ts";
import type { AgentPrompt } from "./agent-prompt.ts";
import { plainLine } from "./plain-line.ts";

const LONGEST = 200;

/** What the variables of a prompt are: `asked` for by the agent's program, or `written` as `{{name}}` in the text. */
export function variablesNote({ variables }: AgentPrompt, manner: "asked" | "written"): string {
  const written =
    "Variables of this prompt, written {{name}} below. Ask for a value that is missing and has no default.";
  const lines = Object.entries(variables).map(([name, variable]) => `- ${name}${describe(variable)}`);
  return [manner === "written" ? written : "Variables of this prompt.", "", ...lines].join("\n");
}

function describe({ description, enum: values, type, default: fallback, required }: Variable): string {
  const said = [
    ...(description === undefined ? [] : [quotable(description)]),
    ...(values ? [`one of ${values.map((value) => `"${quotable(value)}"`).join(", ")}`] : []),
    ...(type === "number" || type === "boolean" ? [type] : []),
    ...(fallback === undefined ? [] : [`default "${quotable(fallback)}"`]),
    ...(required || fallback !== undefined ? [] : ["may be empty"]),
  ];
  return said.length === 0 ? "" : `: ${said.join("; ")}`;
}

function quotable(text: string): string {
  return plainLine(text, LONGEST).replaceAll(/[`"]/g, "'");
}
