import { ValidationError } from "../errors.ts";
import type { Finding } from "../finding.ts";
import { nearest } from "../nearest.ts";
import { shown } from "./field-reader.ts";
import { lineCounter } from "./line-counter.ts";
import type { PromptFile, Variable, VariableValues } from "./prompt.ts";
import { refusal } from "./variable-refusal.ts";

/**
 * `${{ … }}` belongs to CI systems: never ours. Bounded blanks and names, so that no text makes it slow; and it begins
 * with the brackets, which are searched for ten times faster than what must not stand before them.
 */
const PLACEHOLDER = /\{\{(?<!\$\{\{)[ \t]{0,16}([A-Za-z_][A-Za-z0-9_.-]{0,63})[ \t]{0,16}\}\}/g;

/**
 * The body with its variables filled in, and what is worth saying about them. One pass: a value that looks like
 * a placeholder stays as it is. A missing or wrong value is a ValidationError.
 */
export function fillVariables(file: PromptFile, values: VariableValues): { text: string; findings: Finding[] } {
  const resolved = new Map<string, string>();
  for (const [name, value] of Object.entries(values)) resolved.set(name, checkedText(name, String(value)));
  for (const [name, variable] of Object.entries(file.variables)) {
    const value = resolved.get(name) ?? variable.default ?? (variable.required ? undefined : "");
    if (value === undefined) continue;
    // Optional and not given: the empty text needs no type.
    if (resolved.has(name)) checkType(file, { name, variable, value });
    resolved.set(name, value);
  }
  const missing = Object.entries(file.variables).filter(([name]) => !resolved.has(name));
  if (missing.length > 0) throw missingValues(file, missing);
  const text = replacePlaceholders(file.body, (name) => resolved.get(name));
  return { text, findings: [...undeclaredFindings(file, resolved), ...unusedFindings(file, values)] };
}

/** The text with something else in the place of each placeholder; `undefined` leaves it. */
export function replacePlaceholders(text: string, instead: (name: string) => string | undefined): string {
  return text.replaceAll(PLACEHOLDER, (whole, name: string) => instead(name) ?? whole);
}

/** The placeholders of the body, each name once, with the line of the file where it first stands. */
function placeholders(file: Pick<PromptFile, "body" | "bodyLine">): Map<string, number> {
  const found = new Map<string, number>();
  const lineAt = lineCounter(file.body, file.bodyLine);
  for (const { 1: name, index } of file.body.matchAll(PLACEHOLDER)) {
    if (name !== undefined && !found.has(name)) found.set(name, lineAt(index));
  }
  return found;
}

/** A prompt about templates is full of them: a few show what is meant. */
const MOST = 20;

/** Placeholders that nothing fills: meant as they stand, or a typing mistake. */
export function undeclaredFindings(file: PromptFile, filled: ReadonlyMap<string, string> = new Map()): Finding[] {
  const open = [...placeholders(file)].filter(([name]) => !filled.has(name) && !Object.hasOwn(file.variables, name));
  const finding = { severity: "warning", code: "variable.undeclared", file: file.relativePath } as const;
  const findings: Finding[] = open.slice(0, MOST).map(([name, line]) => {
    const meant = nearest(name, Object.keys(file.variables));
    const message = `{{${name}}} is not declared and has no value: it stays as it stands.`;
    const fix = meant === undefined ? `Give it a value: --var ${name}=…` : `Did you mean {{${meant}}}?`;
    return { ...finding, line, message, fix };
  });
  if (open.length <= MOST) return findings;
  return [...findings, { ...finding, message: `${open.length - MOST} more placeholders stay as they stand.` }];
}

function unusedFindings(file: PromptFile, values: VariableValues): Finding[] {
  const known = new Set([...Object.keys(file.variables), ...placeholders(file).keys()]);
  const unused = Object.keys(values).filter((name) => !known.has(name));
  return unused.map((name) => {
    const meant = nearest(name, known);
    return {
      severity: "warning",
      code: "variable.unused",
      file: file.relativePath,
      message: `The value for "${name}" is not used: the prompt has no such variable.`,
      ...(meant !== undefined && { fix: `Did you mean "${meant}"?` }),
    };
  });
}

function checkedText(name: string, value: string): string {
  const nul = value.indexOf("\0");
  if (nul < 0) return value;
  throw new ValidationError(`The value of "${name}" holds NUL at character ${nul}.`, "Give it as plain text.");
}

function checkType(file: PromptFile, given: { name: string; variable: Variable; value: string }): void {
  const allowed = refusal(given.variable, given.value);
  if (allowed === undefined) return;
  throw new ValidationError(
    `${file.relativePath}:${given.variable.line}: variable "${given.name}" is ${shown(given.value)}; allowed: ${allowed}.`,
    `Give another value: --var ${given.name}=…`,
  );
}

function missingValues(file: PromptFile, missing: readonly (readonly [string, Variable])[]): ValidationError {
  const [first] = missing;
  const names = missing.map(([name, { line }]) => `"${name}" (line ${line})`);
  const what = names.length === 1 ? `variable ${names.join()} has` : `variables ${names.join(", ")} have`;
  const flags = missing.map(([name]) => `--var ${name}=…`);
  return new ValidationError(
    `${file.relativePath}:${first?.[1].line}: ${what} no value.`,
    `Give ${names.length === 1 ? "it" : "them"}: ${flags.join(" ")}`,
  );
}
