import { readFileSync } from "node:fs";
import { getDotPath, safeParse } from "valibot";
import { ConfigError } from "../../../prompts-gpt/src/errors.ts";
import { endpointFor } from "../../../prompts-gpt/src/providers/builtin-endpoint.ts";
import { modelListSchema } from "../../../prompts-gpt/src/registry/contract/shapes.ts";
import type { RegistryModel } from "../../../prompts-gpt/src/registry/contract/types.ts";
import type { Ask } from "../generate/model.ts";

/** The model that `generate` asks, as `openai/…` or `anthropic/…`; where it is and its key are in the environment. */
export function askModel(name: string, env: Readonly<Record<string, string | undefined>>): Ask {
  const endpoint = endpointFor(name, env);
  // The SDK is loaded when somebody asks: a start does not wait for it.
  if (!("problem" in endpoint))
    return async (text, signal) => (await import("../generate/model.ts")).askAt(endpoint)(text, signal);
  const problem = endpoint.problem.replace("not logged in: ", "");
  throw new ConfigError(`The model ${JSON.stringify(name)} cannot be asked: ${problem}.`, "export OPENAI_API_KEY=…");
}

/** What `GET /models` answers: a file of the same shape, `{ "models": [{ "id", "provider" }] }`. */
export function readModels(file: string): readonly RegistryModel[] {
  const { success, output, issues } = safeParse(modelListSchema, parsed(file));
  if (success) return output.models;
  const where = getDotPath(issues[0]) ?? "it";
  throw new ConfigError(
    `${file}: ${where}: ${issues[0].message}`,
    'It is to be {"models": [{"id": "…", "provider": "codex"}]}',
  );
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ConfigError(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      "Mend --models.",
    );
  }
}
