import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { LanguageModelV3 } from "@ai-sdk/provider";
import { fetchOnce } from "../../../prompts-gpt/src/builtin/fetch.ts";
import type { Endpoint } from "../../../prompts-gpt/src/providers/builtin-endpoint.ts";
import { VERSION } from "../version.ts";

/** Tokens of one answer: several prompts, and a model that goes on and on costs no more than this. */
const MOST_OUTPUT = 16_000;

/** What a model answers; rejects when its service refuses, or `signal` gives up. */
export type Ask = (text: string, signal: AbortSignal) => Promise<string>;

export function askAt(endpoint: Endpoint): Ask {
  const model = modelAt(endpoint);
  return async (text, signal) => {
    const { content } = await model.doGenerate({
      prompt: [{ role: "user", content: [{ type: "text", text }] }],
      maxOutputTokens: MOST_OUTPUT,
      abortSignal: signal,
    });
    return content.map((part) => (part.type === "text" ? part.text : "")).join("");
  };
}

function modelAt({ api, model, baseUrl, key }: Endpoint): LanguageModelV3 {
  const headers = { "user-agent": `prompts-gpt-registry/${VERSION}` };
  const common = { baseURL: baseUrl, fetch: fetchOnce, headers };
  if (api === "openai")
    return createOpenAICompatible({ ...common, name: "openai", ...(key === undefined ? {} : { apiKey: key.value }) })(
      model,
    );
  // Without a key an empty one: otherwise the SDK would look for one itself.
  const credentials = key?.name === "ANTHROPIC_AUTH_TOKEN" ? { authToken: key.value } : { apiKey: key?.value ?? "" };
  return createAnthropic({ ...common, ...credentials })(model);
}
