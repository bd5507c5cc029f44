import type { Finding } from "../finding.ts";
import { findPromptFile } from "../prompts/find.ts";
import type { PromptFile } from "../prompts/prompt.ts";
import { readPromptFile } from "../prompts/prompt-file.ts";
import { checkPromptText } from "../prompts/prompt-text.ts";
import { fillVariables } from "../prompts/variables.ts";
import { ConfigError } from "../errors.ts";
import type { RunPromptInput } from "./run-input.ts";

/** The prompt as the agent will get it, and the file it came from. */
export interface PromptSource {
  readonly text: string;
  /** Absent for text that was given as it stands. */
  readonly file?: PromptFile;
  readonly findings: readonly Finding[];
}

export async function readPrompt(
  input: RunPromptInput,
  place: { readonly root: string; readonly cwd: string },
): Promise<PromptSource> {
  if (input.prompt !== undefined) return inline(input.prompt, input.promptFile);
  const path = await findPromptFile(place.root, input.promptFile, place.cwd);
  const file = await readPromptFile(path, place);
  const { text, findings } = fillVariables(file, input.vars ?? {});
  return { text, file, findings: [...file.findings, ...findings] };
}

function inline(prompt: string | Uint8Array, promptFile: string | undefined): PromptSource {
  if (promptFile !== undefined)
    throw new ConfigError(
      "A prompt text and a prompt file were given; a run takes one.",
      "Leave out --prompt or the file",
    );
  return { text: checkPromptText(Buffer.from(prompt), "the prompt"), findings: [] };
}
