import { type BatchInput, listBatchFiles, planBatch, readPrompt } from "../../index.ts";
import type { Cli } from "../cli.ts";
import { type Answers, askHow, type Asking, placeOf } from "./missing.ts";
import { askForPromptFiles } from "./prompt-file.ts";
import { openQuestions } from "./questions.ts";
import { askForTrust } from "./trust.ts";
import { askForAllVariables } from "./variables.ts";

/** What a person added to the command line of a batch. */
export type BatchAnswers = Omit<Answers, "promptFile"> & Pick<BatchInput, "promptFiles">;

/** Asks for what a batch lacks: which prompts, agent and model, the values of their variables, and whether the repository may execute. */
export async function askForBatch(input: BatchInput, cli: Cli): Promise<BatchAnswers> {
  const questions = openQuestions(cli, "prompts-gpt run-batch <file> <file> --agent <name> --var <name=value>");
  const said = await listBatchFiles(input);
  const which = said === undefined ? await askWhich(input, { cli, questions }) : {};
  const files = said ?? which.promptFiles ?? [];
  const place = placeOf(cli);
  const prompts = await Promise.all(files.map((promptFile) => readPrompt({ ...place, promptFile })));
  const answers = { ...which, vars: await askForAllVariables(prompts, input.vars ?? {}, questions) };
  const whole = { ...input, ...answers, vars: { ...input.vars, ...answers.vars } };
  await askForTrust(whole, cli, () => planBatch(whole));
  return answers;
}

/** What holds for the first of them is what is offered for all. */
async function askWhich(input: BatchInput, asking: Asking): Promise<Omit<BatchAnswers, "vars">> {
  const promptFiles = await askForPromptFiles(asking.cli, asking.questions);
  const [promptFile] = promptFiles;
  if (promptFile === undefined) return {};
  return { promptFiles, ...(await askHow({ ...input, promptFile }, asking)) };
}
