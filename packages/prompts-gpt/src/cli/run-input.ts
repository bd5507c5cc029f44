import { ConfigError, type RunPromptInput } from "../index.ts";
import type { Answers } from "./ask/missing.ts";
import type { Cli } from "./cli.ts";
import { isInteractive } from "./interactive.ts";
import type { Call } from "./parse.ts";

export interface AskedInput {
  readonly input: RunPromptInput;
  /** The part of it that was asked for. */
  readonly answers: Answers;
}

/** The input of a run: what the flags say, what they point at, and what a person answers. */
export async function inputOf(call: Call, cli: Cli): Promise<AskedInput> {
  const { extraArgs } = call;
  refuseVars(call);
  const base = { ...call.input, cwd: cli.cwd, env: cli.io.env, extraArgs };
  const input = { ...base, ...(await promptOf(call, cli)), vars: await varsOf(call, cli) };
  if (!isInteractive(call, cli)) return { input, answers: { vars: {} } };
  const { askForMissing } = await import("./ask/missing.ts");
  const answers = await askForMissing(input, cli);
  return { input: { ...input, ...answers, vars: { ...input.vars, ...answers.vars } }, answers };
}

/** Text that is given as it stands has no variables: a value for one would go nowhere. */
export function refuseVars({ command, options, input, positionals }: Call): void {
  const flag = options.var === undefined ? "--vars" : "--var";
  if (options.var === undefined && options.vars === undefined) return;
  if (input.prompt === undefined && positionals[0] !== "-") return;
  throw new ConfigError(
    `${flag} fills the variables of a prompt file; a prompt that is given as text is used as it stands.`,
    `Leave out ${flag}, or put the text into a file: prompts-gpt ${command} task.md ${flag} …`,
  );
}

/** A prompt that is named beside the flags, or given on standard input. */
export async function promptOf(
  { command, input, positionals }: Call,
  { io }: Cli,
): Promise<Pick<RunPromptInput, "prompt" | "promptFile">> {
  const [file] = positionals;
  if (file === undefined) return {};
  if (input.prompt !== undefined) throw twoPrompts(file, { flag: "--prompt", command });
  if (input.promptFile !== undefined) throw twoPrompts(file, { flag: "--prompt-file", command });
  return file === "-" ? { prompt: await readAll(io.stdin) } : { promptFile: file };
}

// More than any prompt may have: an endless input is not read to its end, the SDK refuses what is here already.
const enough = 32 * 2 ** 20;

async function readAll(stdin: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    chunks.push(bytes);
    size += bytes.length;
    if (size > enough) break;
  }
  return Buffer.concat(chunks);
}

function twoPrompts(file: string, { flag, command }: { flag: string; command: string }): ConfigError {
  const source = file === "-" ? "standard input" : file;
  return new ConfigError(
    `A prompt is given twice: ${source} and ${flag}.`,
    `Leave out one: prompts-gpt ${command} ${file}`,
  );
}

export async function varsOf({ options }: Call, { cwd }: Cli): Promise<NonNullable<RunPromptInput["vars"]>> {
  if (options.vars === undefined && options.var === undefined) return {};
  const { parseVarFlags, readVarsFile } = await import("../index.ts"); // not loaded for a run without variables
  const fromFile = options.vars === undefined ? {} : await readVarsFile(options.vars, cwd);
  return { ...fromFile, ...(await parseVarFlags(options.var ?? [], cwd)) };
}
