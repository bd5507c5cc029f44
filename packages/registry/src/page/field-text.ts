import type { PromptDraft } from "../../../prompts-gpt/src/registry/contract/types.ts";

/** Everything of a draft but its text, a line for each thing, so that two of them can be compared. */
export function fieldText(draft: PromptDraft): string {
  const { body: _body, variables = {}, sweep, ...fields } = onlyDraft(draft);
  const lines = Object.entries(fields).flatMap(([name, value]) => lineOf(name, value));
  const declared = Object.entries(variables).flatMap(([name, variable]) => [
    `variable ${name}`,
    ...Object.entries(variable).flatMap(([key, value]) => lineOf(`variable ${name}.${key}`, value)),
  ]);
  const swept = sweep === undefined ? [] : lineOf("sweep", JSON.stringify(sweep));
  return `${[...lines, ...declared, ...swept].join("\n")}\n`;
}

function lineOf(name: string, value: string | number | boolean | null | readonly string[]): string[] {
  const text = typeof value === "object" ? (value ?? []).join(", ") : String(value);
  return text === "" ? [] : [`${name}: ${text.replaceAll("\n", " ⏎ ")}`];
}

/** Without what the registry adds. */
function onlyDraft(draft: PromptDraft): PromptDraft {
  const { title, description, category, difficulty, outputType, supportedTools, tags, source, body } = draft;
  const { variables, sweep } = draft;
  return {
    title,
    description,
    category,
    difficulty,
    outputType,
    supportedTools,
    tags,
    source,
    body,
    ...(variables === undefined ? {} : { variables }),
    ...(sweep === undefined ? {} : { sweep }),
  };
}

/** Whether both say the same. */
export function isSameDraft(one: PromptDraft, other: PromptDraft): boolean {
  return one.body === other.body && JSON.stringify(onlyDraft(one)) === JSON.stringify(onlyDraft(other));
}
