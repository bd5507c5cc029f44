import { detectProviders, loadRunConfig, readPrompt, type RunPromptInput } from "../../index.ts";
import type { Cli } from "../cli.ts";
import { type AgentPlace, askForAgent } from "./agent.ts";
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

/** Who names a file knows what he wants: agent and model are asked for only where the file was. */
async function askAboutFile(input: RunPromptInput, { cli, questions }: Asking): Promise<Answers> {
  const place = { cwd: cli.cwd, env: cli.io.env };
  const chosen = input.promptFile === undefined ? await askForPromptFile(cli, questions) : undefined;
  const promptFile = input.promptFile ?? chosen;
  const prompt = await readPrompt({ ...place, ...(promptFile === undefined ? {} : { promptFile }) });
  const how = chosen === undefined ? {} : { promptFile: chosen, ...(await askHow(input, prompt, { cli, questions })) };
  return { ...how, vars: await askForVariables(prompt, input.vars ?? {}, questions) };
}

async function askHow(
  input: RunPromptInput,
  prompt: AgentPlace["prompt"],
  { cli, questions }: Asking,
): Promise<Pick<Answers, "provider" | "model">> {
  const place = { cwd: cli.cwd, env: cli.io.env };
  const [{ config }, detected] = await Promise.all([loadRunConfig(place), detectProviders(place)]);
  const { provider, id } =
    input.provider === undefined
      ? await askForAgent({ detected, config, prompt }, questions)
      : { provider: undefined, id: input.provider };
  const model =
    input.model === undefined ? await askForModel({ config, prompt }, { id, models: [] }, questions) : undefined;
  return { ...(provider === undefined ? {} : { provider }), ...(model === undefined ? {} : { model }) };
}
