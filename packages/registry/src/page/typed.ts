import type { PromptDraft } from "../../../prompts-gpt/src/registry/contract/types.ts";
import type { VariableFields } from "./variables.tsx";

/*
 * A draft as the fields of a form hold it, all of them text. What a form cannot hold (line ends in one line, commas within a
 * tag) is not lost either: a field that nobody touched keeps the value that it was made from.
 */

/** Fields of one line each. */
export const LINES = ["title", "category", "outputType"] as const;
/** Their values are separated by commas. */
export const LISTS = ["supportedTools", "tags"] as const;

export const VARIABLE_KEYS = ["name", "type", "required", "default", "enum", "description"] as const;
export type VariableKey = (typeof VARIABLE_KEYS)[number];
export type TypedVariable = Readonly<Record<VariableKey, string>>;

export function typedOf(draft: PromptDraft): URLSearchParams {
  const form = new URLSearchParams();
  for (const name of LINES) form.set(name, draft[name]);
  for (const name of LISTS) form.set(name, draft[name].join(", "));
  form.set("description", draft.description);
  form.set("difficulty", draft.difficulty ?? "");
  form.set("body", draft.body);
  for (const [at, [name, variable]] of Object.entries(draft.variables ?? {}).entries()) {
    const typed = typedVariable(name, variable);
    for (const key of VARIABLE_KEYS) form.set(variableField(at, key), typed[key]);
  }
  return form;
}

export function typedVariable(name: string, variable: VariableFields): TypedVariable {
  return {
    name,
    type: variable.type ?? "",
    required: variable.required === undefined ? "" : String(variable.required),
    default: variable.default === undefined ? "" : String(variable.default),
    enum: (variable.enum ?? []).join(", "),
    description: variable.description ?? "",
  };
}

export function variableField(at: number, key: VariableKey): string {
  return `variable-${at}-${key}`;
}

/** Every row in which something stands. */
export function typedVariables(form: URLSearchParams): TypedVariable[] {
  const rows = [...form.keys()].flatMap((name) => /^variable-(\d{1,4})-name$/.exec(name)?.[1] ?? []);
  return rows
    .map((at) => Object.fromEntries(VARIABLE_KEYS.map((key) => [key, form.get(variableField(Number(at), key)) ?? ""])))
    .filter((row) => Object.values(row).some((text) => text.trim() !== "")) as TypedVariable[];
}
