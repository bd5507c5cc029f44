import type { PromptFile, RunPromptInput, Variable } from "../../index.ts";
import { oneLine } from "../text.ts";
import type { Questions } from "./questions.ts";

/** Values for what the prompt needs and nobody has given. */
export async function askForVariables(
  { variables }: PromptFile,
  given: NonNullable<RunPromptInput["vars"]>,
  questions: Questions,
): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const [name, variable] of Object.entries(variables)) {
    if (!variable.required || variable.default !== undefined || Object.hasOwn(given, name)) continue;
    values[name] = await askForValue(name, variable, questions);
  }
  return values;
}

/** The same of several prompts: a variable that several of them have is asked for once. */
export async function askForAllVariables(
  prompts: readonly PromptFile[],
  given: NonNullable<RunPromptInput["vars"]>,
  questions: Questions,
): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const prompt of prompts)
    Object.assign(values, await askForVariables(prompt, { ...given, ...values }, questions));
  return values;
}

async function askForValue(name: string, { description, type, enum: allowed }: Variable, questions: Questions) {
  const message = oneLine(description === undefined ? name : `${name}: ${description}`);
  const choices = type === "boolean" ? ["true", "false"] : allowed;
  if (choices === undefined) return questions.type(message);
  return questions.pick({ message, choices: choices.map((value) => ({ value, label: oneLine(value) })) });
}
