import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { LanguageModelV3FunctionTool, LanguageModelV3Prompt, LanguageModelV3StreamPart } from "@ai-sdk/provider";
import type { Endpoint } from "../providers/builtin-endpoint.ts";
import { VERSION } from "../version.ts";
import { fetchOnce } from "./fetch.ts";

/** Sends a history and what tools there are; rejects when the service refuses, and the stream may still tell of an error. */
export type AskModel = (
  prompt: LanguageModelV3Prompt,
  tools: LanguageModelV3FunctionTool[],
) => Promise<AsyncIterable<LanguageModelV3StreamPart>>;

/** The model behind an endpoint. Nothing is asked yet. */
export function modelAt(endpoint: Endpoint): AskModel {
  return endpoint.api === "openai" ? openaiModel(endpoint) : anthropicModel(endpoint);
}

function openaiModel({ model, key, ...endpoint }: Endpoint): AskModel {
  const credentials = key === undefined ? {} : { apiKey: key.value };
  const service = createOpenAICompatible({ ...common(endpoint), ...credentials, name: "openai", includeUsage: true });
  return async (prompt, tools) => (await service(model).doStream({ prompt, tools })).stream;
}

/** Tokens of one answer: Anthropic wants to be told. The SDK lowers it for a model that is known to have less. */
const MOST_OUTPUT = 32_000;

function anthropicModel({ model, key, ...endpoint }: Endpoint): AskModel {
  // Without a key an empty one: otherwise the SDK would look for one itself.
  const credentials = key?.name === "ANTHROPIC_AUTH_TOKEN" ? { authToken: key.value } : { apiKey: key?.value ?? "" };
  const service = createAnthropic({ ...common(endpoint), ...credentials });
  // A field for it in every tool, which other servers with these words may not know.
  const providerOptions = { anthropic: { toolStreaming: false } };
  return async (prompt, tools) =>
    (await service(model).doStream({ prompt: cached(prompt), tools, maxOutputTokens: MOST_OUTPUT, providerOptions }))
      .stream;
}

function common({ baseUrl }: Pick<Endpoint, "baseUrl">) {
  return { baseURL: baseUrl, fetch: fetchOnce, headers: { "user-agent": `prompts-gpt/${VERSION}` } };
}

/** What stands before a mark is kept for the next question, and costs less there. */
function cached(prompt: LanguageModelV3Prompt): LanguageModelV3Prompt {
  const mark = { anthropic: { cacheControl: { type: "ephemeral" } } };
  return prompt.map((message, at) =>
    at === 0 || at === prompt.length - 1 ? { ...message, providerOptions: mark } : message,
  );
}
