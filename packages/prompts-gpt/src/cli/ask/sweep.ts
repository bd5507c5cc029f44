import { listPrompts, planSweep, type PromptFile, readPrompt, type SweepInput } from "../../index.ts";
import type { Cli } from "../cli.ts";
import { type Answers, askWhich, placeOf } from "./missing.ts";
import { openQuestions, type Questions } from "./questions.ts";
import { askForTrust } from "./trust.ts";
import { askForAllVariables } from "./variables.ts";

/** What a person added to the command line of a sweep. */
export type SweepAnswers = Answers & Pick<SweepInput, "iterations">;

/** Asks for what a sweep lacks: which file, agent and model, how often, the values of its variables, and whether the repository may execute. */
export async function askForSweep(input: SweepInput, cli: Cli): Promise<SweepAnswers> {
  const questions = openQuestions(cli, "prompts-gpt sweep <file> -n <number> --agent <name> --var <name=value>");
  const isNamed = input.sweepFiles !== undefined || input.allSweeps === true;
  const which = isNamed ? {} : await askWhich(input, "sweep", { cli, questions });
  const prompts = await promptsOf({ ...input, ...which }, cli);
  const often = await askHowOften(input, prompts, questions);
  const answers = { ...which, ...often, vars: await askForAllVariables(prompts, input.vars ?? {}, questions) };
  const whole = { ...input, ...answers, vars: { ...input.vars, ...answers.vars } };
  await askForTrust(whole, cli, () => planSweep(whole));
  return answers;
}

async function promptsOf({ promptFile, sweepFiles }: SweepInput, cli: Cli): Promise<PromptFile[]> {
  const place = placeOf(cli);
  const named = sweepFiles ?? (promptFile === undefined ? undefined : [promptFile]);
  const sweeps = async () => (await listPrompts(place)).filter(({ kind }) => kind === "sweep").map(({ path }) => path);
  const files = named ?? (await sweeps());
  return Promise.all(files.map((file) => readPrompt({ ...place, promptFile: file })));
}

/** An answer would count for every file: where one of them says how often, nobody is asked. */
async function askHowOften(
  { iterations }: SweepInput,
  prompts: readonly PromptFile[],
  questions: Questions,
): Promise<Pick<SweepInput, "iterations">> {
  const wishes = prompts.map(({ sweepFields }) => sweepFields);
  const isSaid = iterations !== undefined || wishes.some(({ defaultIterations }) => defaultIterations !== undefined);
  if (isSaid || prompts.length === 0) return {};
  const most = Math.min(...wishes.map(({ maxIterations = Infinity }) => maxIterations));
  return { iterations: await questions.count("How many iterations?", most) };
}
