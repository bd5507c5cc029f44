import { listRunChoices, readPrompt, type RunPromptInput } from "../../index.ts";
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

interface Asking {
  readonly cli: Cli;
  readonly questions: Questions;
}

/** Asks for what a run lacks: which prompt, agent and model, the values of its variables, and whether the repository may execute. */
export async function askForMissing(input: RunPromptInput, cli: Cli): Promise<Answers> {
  const questions = openQuestions(cli, "prompts-gpt run <file> --agent <name> --var <name=value>");
  const answers = input.prompt === undefined ? await askAboutFile(input, { cli, questions }) : { vars: {} };
  if (!input.trust) await askForTrust({ ...input, ...answers, vars: { ...input.vars, ...answers.vars } }, cli);
  return answers;
}

/** Who names a file knows what he wants: agent and model are asked for only where the file was. A session has them already. */
async function askAboutFile(input: RunPromptInput, asking: Asking): Promise<Answers> {
  const { cli, questions } = asking;
  const chosen = input.promptFile === undefined ? await askForPromptFile(cli, questions) : undefined;
  const promptFile = input.promptFile ?? chosen;
  const wish = promptFile === undefined ? input : { ...input, promptFile };
  const asks = chosen !== undefined && input.continueRun === undefined;
  const how = { ...(chosen === undefined ? {} : { promptFile: chosen }), ...(asks ? await askHow(wish, asking) : {}) };
  const prompt = await readPrompt({ ...placeOf(cli), ...(promptFile === undefined ? {} : { promptFile }) });
  return { ...how, vars: await askForVariables(prompt, input.vars ?? {}, questions) };
}

/** What is chosen as it would be anyway is not said: it goes on being known where it came from. */
async function askHow(input: RunPromptInput, { cli, questions }: Asking): Promise<Pick<Answers, "provider" | "model">> {
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

function placeOf({ cwd, io }: Cli): { readonly cwd: string; readonly env: Cli["io"]["env"] } {
  return { cwd, env: io.env };
}
