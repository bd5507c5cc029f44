import type { GeneratePromptsInput } from "../../../prompts-gpt/src/registry/contract/types.ts";
import { generate } from "../generate/generate.ts";
import type { Handler } from "./endpoint.ts";
import { ProblemError } from "./problem.ts";
import { json } from "./reply.ts";

export const listModels: Handler = async (_call, { models }) => json({ models });

export const generatePrompts: Handler = async ({ body, signal }, { ask }) => {
  if (ask === undefined)
    throw new ProblemError(501, {
      detail:
        "No model is set up here; whoever runs the registry starts it with --model. Without one: prompts-gpt generate --local",
    });
  const made = await generate(ask, body as GeneratePromptsInput, signal);
  if (made.kind === "failed") throw new ProblemError(502, { detail: `${made.why}.` });
  return json({ prompts: made.prompts });
};
