import { refusal } from "../../../prompts-gpt/src/prompts/variable-refusal.ts";
import { promptDraftSchema } from "../../../prompts-gpt/src/registry/contract/shapes.ts";
import type { PromptDraft } from "../../../prompts-gpt/src/registry/contract/types.ts";
import { ProblemError } from "../api/problem.ts";
import { check } from "../api/read-request.ts";
import { LINES, LISTS, typedOf, type TypedVariable, typedVariable, typedVariables, VARIABLE_KEYS } from "./typed.ts";
import type { VariableFields } from "./variables.tsx";

/** Reasons by the field of the form; those of variables are all told at one place. */
export type FieldErrors = Readonly<Record<string, readonly string[]>>;
export type ReadDraft = { readonly draft: PromptDraft } | { readonly errors: FieldErrors };

export function isEmpty(errors: FieldErrors): boolean {
  return Object.keys(errors).length === 0;
}

/** The draft that was typed; `base`: what the form was filled with. */
export function readDraft(form: URLSearchParams, base: PromptDraft | undefined): ReadDraft {
  const before = base === undefined ? undefined : typedOf(base);
  const text = (name: string) => form.get(name) ?? "";
  const isUntouched = (name: string) => before !== undefined && same(text(name), before.get(name) ?? "");
  const fields: Record<string, unknown> = { source: base?.source ?? "library" };
  for (const name of LINES) fields[name] = isUntouched(name) ? base?.[name] : text(name).trim();
  for (const name of LISTS) fields[name] = isUntouched(name) ? base?.[name] : listOf(text(name));
  fields["description"] = isUntouched("description") ? base?.description : text("description").trim();
  fields["difficulty"] = text("difficulty") === "" ? null : text("difficulty");
  fields["body"] = bodyOf(text("body"), base?.body);
  if (base?.sweep !== undefined) fields["sweep"] = base.sweep;
  const typed = typedVariables(form);
  const variables = typed.map((row) => [row.name.trim(), variableOf(row, base?.variables)] as const);
  if (variables.length > 0 || base?.variables !== undefined) fields["variables"] = Object.fromEntries(variables);
  const twice = typed.find((row, at) => typed.findIndex(({ name }) => name.trim() === row.name.trim()) !== at);
  if (twice !== undefined) return { errors: { variables: [`${twice.name.trim() || "(no name)"}: it is there twice`] } };
  const wrong = typed.flatMap((row) => contradictionOf(row, base?.variables) ?? []);
  if (wrong.length > 0) return { errors: { variables: wrong } };
  return checked(fields);
}

function checked(fields: Readonly<Record<string, unknown>>): ReadDraft {
  try {
    return { draft: check(promptDraftSchema, fields) as PromptDraft };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.fields.errors === undefined) throw error;
    const errors: Record<string, string[]> = {};
    for (const { field, reason } of error.fields.errors) {
      const [name = "", ...below] = field.split(".");
      (errors[name] ??= []).push(name === "variables" ? `${below.join(".")}: ${reason}` : reason);
    }
    return { errors };
  }
}

/** A line's field drops line ends. */
function same(typed: string, before: string): boolean {
  const flat = (text: string) => text.replaceAll(/\r\n?/g, "\n");
  return flat(typed) === flat(before) || (!typed.includes("\n") && typed === before.replaceAll(/[\r\n]/g, ""));
}

function listOf(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

/** With the line ends that the text has had. */
function bodyOf(typed: string, before: string | undefined): string {
  if (before === undefined) return typed;
  if (before.replaceAll(/\r\n?/g, "\n") === typed) return before;
  return /\r\n/.test(before) && !/(?<!\r)\n/.test(before) ? typed.replaceAll("\n", "\r\n") : typed;
}

/** What everybody who runs the prompt would be refused for. */
function contradictionOf(row: TypedVariable, before: PromptDraft["variables"]): string | undefined {
  if (untouched(row, before) !== undefined) return undefined;
  const [values, name] = [listOf(row.enum), row.name.trim()];
  const type =
    (row.type === "" ? undefined : (row.type as VariableFields["type"])) ?? (values.length > 0 ? "enum" : "string");
  if (type === "enum" && values.length === 0) return `${name}: it has no choices`;
  if (row.default === "") return undefined;
  const allowed = refusal({ type, enum: values }, type === "enum" ? row.default : row.default.trim());
  return allowed === undefined ? undefined : `${name}: its default has to be ${allowed}`;
}

/** The variable as it was, when nothing of it was changed. */
function untouched(row: TypedVariable, before: PromptDraft["variables"] = {}): VariableFields | undefined {
  const name = row.name.trim();
  const old = Object.hasOwn(before, name) ? before[name] : undefined;
  if (old === undefined) return undefined;
  const typed = typedVariable(name, old);
  return VARIABLE_KEYS.every((key) => same(row[key], typed[key])) ? old : undefined;
}

function variableOf(row: TypedVariable, before: PromptDraft["variables"]): unknown {
  const old = untouched(row, before);
  if (old !== undefined) return old;
  const values = listOf(row.enum);
  return {
    ...(row.type === "" ? {} : { type: row.type }),
    ...(row.description.trim() === "" ? {} : { description: row.description.trim() }),
    ...(values.length === 0 ? {} : { enum: values }),
    ...(row.default === "" ? {} : { default: valueOf(row.type, row.default) }),
    ...(row.required === "" ? {} : { required: row.required === "true" }),
  } satisfies Record<keyof VariableFields, unknown> | object;
}

function valueOf(type: string, text: string): string | number | boolean {
  if (type === "number" && text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  if (type === "boolean" && /^(?:true|false)$/.test(text.trim())) return text.trim() === "true";
  return text;
}
