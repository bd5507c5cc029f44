import { type CANCEL_SYMBOL, confirm, isCancel, select, text } from "@clack/prompts";
import {
  acceptTrust,
  hideSecrets,
  listPrompts,
  planRun,
  readPrompt,
  TrustError,
  trustStatus,
  UserError,
  type RunPromptInput,
  type UntrustedItem,
  type Variable,
} from "../index.ts";
import type { Cli, Io } from "./cli.ts";
import { oneLine } from "./text.ts";
import { untrustedLines } from "./untrusted.ts";

/** The user left a question unanswered. */
class Interrupted extends UserError {
  readonly exitCode = 130;
}

/** What a person added to a command line. */
export type Answers = Pick<RunPromptInput, "promptFile"> & { readonly vars: Readonly<Record<string, string>> };

/** Asks for what a run lacks: which prompt, the values of its variables, and whether the repository may execute. */
export async function askForMissing(input: RunPromptInput, cli: Cli): Promise<Answers> {
  const answers = input.prompt === undefined ? await askForFile(input, cli) : { vars: {} };
  if (!input.trust) await askForTrust({ ...input, ...answers, vars: { ...input.vars, ...answers.vars } }, cli);
  return answers;
}

async function askForFile(input: RunPromptInput, cli: Cli): Promise<Answers> {
  const chosen = input.promptFile === undefined ? await askForPrompt(cli) : undefined;
  const promptFile = input.promptFile ?? chosen;
  if (promptFile === undefined) return { vars: {} };
  const vars = await askForVariables({ ...input, promptFile }, cli);
  return chosen === undefined ? { vars } : { vars, promptFile: chosen };
}

/** Shows what the configuration would execute, and whether the user accepts it. */
export async function confirmTrust(items: readonly UntrustedItem[], { io, err }: Cli): Promise<boolean> {
  await err.write(`${untrustedLines(items, io.env).join("\n")}\n`);
  return answered(await confirm({ ...streams(io), message: "Accept it, until it changes?", initialValue: false }));
}

export async function confirmRestore({ io }: Cli): Promise<boolean> {
  return answered(await confirm({ ...streams(io), message: "Restore this?", initialValue: false }));
}

async function askForTrust(input: RunPromptInput, cli: Cli): Promise<void> {
  const place = { cwd: cli.cwd, env: cli.io.env };
  const { trusted, items } = await trustStatus(place);
  if (trusted || items.length === 0 || !(await isRefused(input))) return;
  if (await confirmTrust(items, cli)) return acceptTrust({ ...place, items });
  throw new Interrupted("Nothing was run: the configuration was not accepted.", "prompts-gpt trust --show");
}

/** Whether the run needs what was not accepted; every other refusal is for the run itself to tell. */
async function isRefused(input: RunPromptInput): Promise<boolean> {
  const refusal = await planRun(input).then(
    () => undefined,
    (error: unknown) => error,
  );
  return refusal instanceof TrustError;
}

/** With none there is nothing to choose, and the run itself knows what to say. */
async function askForPrompt({ cwd, io }: Cli): Promise<string | undefined> {
  const prompts = (await listPrompts({ cwd, env: io.env })).filter(({ kind, valid }) => kind === "prompt" && valid);
  if (prompts.length < 2) return prompts[0]?.path;
  const options = prompts.map((prompt) => {
    const { slug, title } = hideSecrets(prompt, io.env);
    return { value: prompt.path, label: oneLine(title), hint: oneLine(slug) };
  });
  return answered(await select({ ...streams(io), message: "Which prompt?", options, maxItems: 12 }));
}

async function askForVariables(
  input: RunPromptInput & { promptFile: string },
  { cwd, io }: Cli,
): Promise<Record<string, string>> {
  const { variables } = await readPrompt({ cwd, env: io.env, promptFile: input.promptFile });
  const given = new Set(Object.keys(input.vars ?? {}));
  const values: Record<string, string> = {};
  for (const [name, variable] of Object.entries(variables)) {
    if (!variable.required || variable.default !== undefined || given.has(name)) continue;
    values[name] = await askForValue(name, variable, io);
  }
  return values;
}

async function askForValue(name: string, variable: Variable, io: Io): Promise<string> {
  const message = oneLine(variable.description === undefined ? name : `${name}: ${variable.description}`);
  const choices = variable.type === "boolean" ? ["true", "false"] : variable.enum;
  if (choices === undefined) return answered(await text({ ...streams(io), message, validate: needed }));
  const options = choices.map((value) => ({ value, label: oneLine(value) }));
  return answered(await select({ ...streams(io), message, options }));
}

function needed(value: string | undefined): string | undefined {
  return value ? undefined : "It has no default: type a value.";
}

/** Questions go to standard error: standard output may be redirected, and holds answers only. */
function streams({ stdin, stderr }: Io): { input: Io["stdin"]; output: Io["stderr"] } {
  return { input: stdin, output: stderr };
}

function answered<T>(answer: T | typeof CANCEL_SYMBOL): T {
  if (!isCancel(answer)) return answer;
  throw new Interrupted("Nothing was run: a question was left unanswered.", "prompts-gpt run --help");
}
