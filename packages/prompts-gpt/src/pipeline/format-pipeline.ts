import { formatYaml, type YamlMap } from "../prompts/format-yaml.ts";
import { formatCondition } from "./condition.ts";
import type { Pipeline, Step } from "./pipeline.ts";

/** Nothing that YAML, a terminal or an editor would change: such a text can stand line by line, to be edited. */
const READABLE = /^[^\p{C}\u2028\u2029]+(?:\n[^\p{C}\u2028\u2029]*)+$/u;

/** The file of a pipeline: read back, it is the same one. Texts are taken without the white space round them. */
export function formatPipeline({ name, description, steps }: Pipeline): string {
  const head = formatYaml(present({ name, description }));
  return `${head}steps:\n${steps.map(stepText).join("")}`;
}

function stepText(step: Step): string {
  const { id, task, provider, model, access, needs, verify, when, retries, timeoutSeconds } = step;
  const first = formatYaml({ id }, "    ").replace(/^ {4}/, "  - ");
  const prompt = task.kind === "file" ? formatYaml({ promptFile: task.path }, "    ") : promptText(task.text.trim());
  const others = {
    provider,
    model,
    access,
    needs: needs.length === 0 ? undefined : needs,
    verify: verify.length === 0 ? undefined : verify,
    when: when && formatCondition(when),
    retries: retries === 0 ? undefined : retries,
    timeoutSeconds,
  };
  return first + prompt + formatYaml(present(others), "    ");
}

function promptText(text: string): string {
  if (!READABLE.test(text)) return formatYaml({ prompt: text }, "    ");
  const lines = text.split("\n").map((line) => (line === "" ? "" : `      ${line}`));
  return `    prompt: |-\n${lines.join("\n")}\n`;
}

function present(values: Readonly<Record<string, YamlMap[string] | undefined>>): YamlMap {
  const given = Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  return Object.fromEntries(given);
}
