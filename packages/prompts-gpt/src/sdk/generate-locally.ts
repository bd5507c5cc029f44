import { ExecutionError } from "../errors.ts";
import { runPrompt } from "../modes/run.ts";
import type { RunPromptInput, RunPromptResult } from "../modes/run-input.ts";
import { readDrafts } from "../registry/drafts.ts";
import type { GeneratedPrompt, GeneratePromptsInput } from "../registry/contract/types.ts";

type How = Omit<RunPromptInput, "prompt" | "promptFile" | "access">;

/** Drafts by a local agent, which may only read. An answer that cannot be read is asked for once more. */
export async function generateLocally(
  asked: GeneratePromptsInput,
  how: How,
): Promise<{ readonly prompts: readonly GeneratedPrompt[]; readonly by: string; readonly runs: readonly string[] }> {
  const first = await askAgent(question(asked), how);
  const drafts = readDrafts(first.output);
  if (typeof drafts !== "string") return { prompts: drafts, by: first.provider, runs: [first.runId] };
  const second = await askAgent(`${question(asked)}\n${repair(first.output, drafts)}`, how);
  const mended = readDrafts(second.output);
  const runs = [first.runId, second.runId];
  if (typeof mended !== "string") return { prompts: mended, by: second.provider, runs };
  throw new ExecutionError(
    `${second.provider} was asked twice and gave no prompts that can be used: ${mended}.`,
    `See what it said: prompts-gpt runs logs ${second.runId}   (or another agent: --agent <name>)`,
  );
}

async function askAgent(prompt: string, how: How): Promise<RunPromptResult> {
  const result = await runPrompt({ ...how, prompt, access: "read" });
  // That it was not let write is as it should be: it was asked for an answer.
  const isAnswered = result.output.trim() !== "" && result.failure?.kind === "permission-denied";
  if (result.ok || isAnswered) return result;
  throw new ExecutionError(
    `${result.provider} made no prompts: ${result.failure?.message ?? result.status}`,
    result.failure?.fix ?? `prompts-gpt runs show ${result.runId}`,
  );
}

/** JSON: what somebody typed stays one text, whatever stands in it. */
function question({ goal, context }: GeneratePromptsInput): string {
  return `You write prompts for AI coding agents. Write one to three prompts for the goal below.

A prompt says what is to be done, how to know that it is done, and what must not be touched. It is Markdown, and stands
alone: whoever reads it knows nothing of this conversation. What differs from use to use is a variable, written
{{name}} in the text and declared under "variables". You may read the files of this folder to make the prompts fit. Change
nothing.

Goal: ${JSON.stringify(goal)}
Context: ${JSON.stringify(context ?? "")}

Answer with one JSON object and nothing else, of this shape:
{"prompts": [{"slug": "lower-case-with-hyphens", "title": "…", "description": "one line", "tags": ["…"],
"variables": {"name": {"description": "…", "default": "…"}}, "body": "the whole prompt, in Markdown"}]}
"description", "tags" and "variables" may be left out.
`;
}

const LONGEST_QUOTE = 20_000;

function repair(answer: string, problem: string): string {
  return `Your last answer could not be used: ${problem}. It was, as JSON:
${JSON.stringify(answer.slice(0, LONGEST_QUOTE))}
Answer again, with the JSON object alone.
`;
}
