import { listRunChoices, planRun, type PromptEntry, readPrompt, type RunPromptInput } from "../../index.ts";
import type { Cli } from "../cli.ts";
import { askForAgent } from "./agent.ts";
import { askForModel } from "./model.ts";
import { askForPromptFile } from "./prompt-file.ts";
import { openQuestions, type Questions } from "./questions.ts";
import { askForTrust } from "./trust.ts";
import { askForVariables } from "./variables.ts";

/** What a person added to a command line. */
export type Answers = Pick<RunPromptInput, "promptFile" | "provider" | "model"> & {
  readonly vars: Readonly<Record<string, string>>;
};

export interface Asking {
  readonly cli: Cli;
  readonly questions: Questions;
}

/** Asks for what a run lacks: which prompt, agent and model, the values of its variables, and whether the repository may execute. */
export async function askForMissing(input: RunPromptInput, cli: Cli): Promise<Answers> {
  const questions = openQuestions(cli, "prompts-gpt run <file> --agent <name> --var <name=value>");
  const answers = input.prompt === undefined ? await askAboutFile(input, { cli, questions }) : { vars: {} };
  const whole = { ...input, ...answers, vars: { ...input.vars, ...answers.vars } };
  await askForTrust(whole, cli, () => planRun(whole));
  return answers;
}

async function askAboutFile(input: RunPromptInput, asking: Asking): Promise<Answers> {
  const which = await askWhich(input, "prompt", asking);
  const promptFile = input.promptFile ?? which.promptFile;
  const prompt = await readPrompt({ ...placeOf(asking.cli), ...(promptFile === undefined ? {} : { promptFile }) });
  return { ...which, vars: await askForVariables(prompt, input.vars ?? {}, asking.questions) };
}

/** Who names a file knows what he wants: agent and model are asked for only where the file was. A session has them already. */
export async function askWhich(
  input: RunPromptInput,
  kind: PromptEntry["kind"],
  asking: Asking,
): Promise<Pick<Answers, "promptFile" | "provider" | "model">> {
  if (input.promptFile !== undefined) return {};
  const promptFile = await askForPromptFile(asking.cli, kind, asking.questions);
  if (promptFile === undefined) return {};
  const how = input.continueRun === undefined ? await askHow({ ...input, promptFile }, asking) : {};
  return { promptFile, ...how };
}

/** What is chosen as it would be anyway is not said: it goes on being known where it came from. */
export async function askHow(
  input: RunPromptInput,
  { cli, questions }: Asking,
): Promise<Pick<Answers, "provider" | "model">> {
  const choices = await listRunChoices(input);
  const chosen = input.provider ?? (await askForAgent(choices, questions));
  const id = chosen === "router" ? choices.router.id : chosen;
  const asks = input.model === undefined && id !== undefined;
  const model = asks ? await askForModel(choices.agents, { id, place: placeOf(cli) }, questions) : undefined;
  return {
    ...(chosen === choices.provider ? {} : { provider: chosen }),
    ...(model === undefined ? {} : { model }),
  };
}

export function placeOf({ cwd, io }: Cli): { readonly cwd: string; readonly env: Cli["io"]["env"] } {
  return { cwd, env: io.env };
}
