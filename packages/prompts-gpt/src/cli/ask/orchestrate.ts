import { listNames, listRunChoices, readPrompt, type RunPromptInput } from "../../index.ts";
import type { Cli } from "../cli.ts";
import { type Call, parse } from "../parse.ts";
import { oneLine } from "../text.ts";
import { askForAgents } from "./agent.ts";
import { type Asking, placeOf } from "./missing.ts";
import { askForPromptFile } from "./prompt-file.ts";
import { openQuestions, type Questions } from "./questions.ts";
import { askForVariables } from "./variables.ts";

/** In the order in which they are offered, and what each is for. */
const MODES = [
  ["parallel", "several agents do one prompt; one result is accepted"],
  ["pipeline", "the steps of a file, one after the other or at once"],
  ["eval", "agents judge an answer, or a run that has ended"],
  ["auto", "the steps to a goal, planned and carried out by agents"],
] as const;

type Mode = (typeof MODES)[number][0];

const INSTEAD: Readonly<Record<Mode, string>> = {
  parallel: "prompts-gpt orchestrate --mode parallel <file> --providers <names>",
  pipeline: "prompts-gpt orchestrate --mode pipeline <file>",
  eval: "prompts-gpt orchestrate --mode eval --of <run>",
  auto: 'prompts-gpt orchestrate --mode auto --goal "<text>"',
};

/** The same command line with a mode. */
export async function askForMode(call: Call, cli: Cli): Promise<Call> {
  const questions = openQuestions(cli, "prompts-gpt orchestrate --mode parallel|pipeline|eval|auto …");
  const columns = Math.max(...MODES.map(([mode]) => mode.length));
  const choices = MODES.map(([value, what]) => ({ value, label: `${value.padEnd(columns)}  ${what}` }));
  return withFlags(call, [
    ["mode", await questions.pick({ message: "How are the agents to work together?", choices })],
  ]);
}

/** The same command line with what its mode needs, and nobody has typed: as if it had been. */
export async function askForOrchestration(call: Call, cli: Cli): Promise<Call> {
  const mode = MODES.map(([name]) => name).find((name) => name === call.options.mode);
  if (mode === undefined) return call;
  const asking = { cli, questions: openQuestions(cli, INSTEAD[mode]) };
  switch (mode) {
    case "parallel":
      return askForAgentsOf(await askForPrompt(call, asking), asking);
    case "eval":
      return call.group.of === undefined ? askForPrompt(call, asking) : call;
    case "pipeline":
      return isFileNamed(call) ? call : withFlags(call, await askForPipeline(asking));
    case "auto":
      return call.group.goal === undefined ? withFlags(call, await askForGoal(asking.questions)) : call;
  }
}

type Flags = readonly (readonly [name: string, value: string])[];

/** Parsed anew: what is answered is checked, and goes into the background, as what is typed is. */
function withFlags({ argv }: Call, flags: Flags): Call {
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  return parse([...argv.slice(0, end), ...flags.map(([name, value]) => `--${name}=${value}`), ...argv.slice(end)]);
}

function isFileNamed({ input, positionals }: Call): boolean {
  return input.prompt !== undefined || input.promptFile !== undefined || positionals.length > 0;
}

/** Which prompt, and what its variables are; a file of values is for whoever starts the run to read. */
async function askForPrompt(call: Call, { cli, questions }: Asking): Promise<Call> {
  const { input, options, positionals } = call;
  const [word] = positionals;
  if (input.prompt !== undefined || word === "-") return call;
  const picked = isFileNamed(call) ? undefined : await askForPromptFile(cli, "prompt", questions);
  const which = picked === undefined ? [] : [["prompt-file", picked] as const];
  if (options.vars !== undefined) return withFlags(call, which);
  const prompt = await readPrompt({ ...placeOf(cli), ...fileOf(picked ?? word ?? input.promptFile) });
  const given = Object.fromEntries((options.var ?? []).map((one) => [one.split("=")[0] ?? "", ""]));
  const values = Object.entries(await askForVariables(prompt, given, questions));
  // `@` at the start would mean a file.
  return withFlags(call, [
    ...which,
    ...values.map(([name, value]) => ["var", `${name}=${value.replace(/^@/, "@@")}`] as const),
  ]);
}

/** Who competes; one alone may try several times. */
async function askForAgentsOf(call: Call, { cli, questions }: Asking): Promise<Call> {
  const { providers, attempts } = call.group;
  if (providers !== undefined || attempts !== undefined) return call;
  const { provider } = call.input;
  const chosen = provider === undefined ? await chosenOf(call, { cli, questions }) : [];
  const name = provider ?? chosen[0];
  if (name === undefined) return call;
  if (chosen.length > 1) return withFlags(call, [["providers", chosen.join(",")]]);
  const often = await questions.count(`How often is ${oneLine(name)} to try?`, 64);
  if (provider !== undefined) return withFlags(call, [["attempts", String(often)]]);
  return often === 1
    ? withFlags(call, [["providers", name]])
    : withFlags(call, [
        ["agent", name],
        ["attempts", String(often)],
      ]);
}

async function chosenOf({ input, positionals }: Call, { cli, questions }: Asking): Promise<readonly string[]> {
  const [word] = positionals;
  const { promptFile, prompt = word === "-" ? word : undefined } = input;
  const choices = await listRunChoices({
    ...placeOf(cli),
    ...(prompt === undefined ? fileOf(word ?? promptFile) : { prompt }),
  });
  return askForAgents(choices, "Who competes? These can start:", questions);
}

function fileOf(promptFile: string | undefined): Pick<RunPromptInput, "promptFile"> {
  return promptFile === undefined ? {} : { promptFile };
}

/** Nothing when there is nothing to choose: the pipeline knows what to say. */
async function askForPipeline({ cli, questions }: Asking): Promise<Flags> {
  const names = await listNames("pipeline", placeOf(cli));
  if (names.length < 2) return [];
  const choices = names.map((value) => ({ value, label: oneLine(value) }));
  return [["prompt-file", await questions.pick({ message: "Which pipeline?", choices })]];
}

async function askForGoal(questions: Questions): Promise<Flags> {
  return [["goal", await questions.type("What is to be reached?")]];
}
