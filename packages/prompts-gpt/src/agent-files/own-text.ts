import { replacePlaceholders } from "../prompts/variables.ts";
import type { AgentPrompt } from "./agent-prompt.ts";
import type { OwnText } from "./own-file.ts";
import type { PreparedPrompt } from "./prepare-prompts.ts";
import type { FrontKey, OwnTarget } from "./targets.ts";
import { tomlString, tomlText } from "./toml-text.ts";
import { variablesNote } from "./variables-note.ts";

/** What a target's file says for a prompt. `harmless` is its text as this target may have it. */
export function ownText(target: OwnTarget, prompt: PreparedPrompt, harmless: string): OwnText {
  // It says nothing of the prompt itself.
  if (target.format === "codex-policy") return { front: "", rest: "policy:\n  allow_implicit_invocation: false\n" };
  const body = withVariables(target, prompt, harmless);
  const description = prompt.line;
  if (target.format === "toml") {
    const lines = [`description = ${tomlString(description)}`, `prompt = ${tomlText(`${body}\n`)}`];
    return { front: "", rest: `${lines.join("\n")}\n` };
  }
  const lines = target.front.flatMap((key) => FRONT[key](prompt, description));
  return { front: lines.length === 0 ? "" : `---\n${lines.join("\n")}\n---\n`, rest: `\n${body}\n` };
}

/** JSON's strings are YAML's too. Nothing here lets a model start a prompt: people do. */
const FRONT: Readonly<Record<FrontKey, (prompt: AgentPrompt, description: string) => string[]>> = {
  name: ({ slug }) => [`name: ${JSON.stringify(slug)}`],
  description: (_prompt, description) => [`description: ${JSON.stringify(description)}`],
  hint: ({ variables }) => {
    const names = Object.keys(variables).map((name) => `[${name}]`);
    return names.length === 0 ? [] : [`argument-hint: ${JSON.stringify(names.join(" "))}`];
  },
  invokable: () => ["invokable: true"],
  "manual-skill": () => ["disable-model-invocation: true"],
  "manual-rule": () => ["alwaysApply: false"],
  "manual-steering": () => ["inclusion: manual"],
};

/** The format's own way to take values where it has one, else `{{name}}` with a note that says what it is. */
function withVariables(target: OwnTarget, prompt: AgentPrompt, text: string): string {
  const names = Object.keys(prompt.variables);
  const [only] = names;
  if (only === undefined) return text;
  if (target.variables === "${input}") {
    const asked = replacePlaceholders(text, (name) => (names.includes(name) ? `\${input:${name}}` : undefined));
    return `${variablesNote(prompt, "asked")}\n\n${asked}`;
  }
  const { default: fallback, required } = prompt.variables[only] ?? {};
  if (target.variables && names.length === 1 && fallback === undefined && required) {
    return replacePlaceholders(text, (name) => (name === only ? target.variables : undefined));
  }
  const given = target.variables === undefined ? [] : [`Values that were given: ${target.variables}`];
  return [variablesNote(prompt, "written"), ...given, text].join("\n\n");
}
