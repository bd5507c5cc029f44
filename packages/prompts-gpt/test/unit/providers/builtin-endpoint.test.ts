import { describe, expect, test } from "vitest";
import { endpointFor } from "../../../src/providers/builtin-endpoint.ts";

const OPENAI = { OPENAI_API_KEY: "o" };
const ANTHROPIC = { ANTHROPIC_API_KEY: "a" };
const LOCAL = { OPENAI_BASE_URL: "http://localhost:11434/v1/" };

describe("where a model is found", () => {
  for (const [name, env, api, model, baseUrl, key] of [
    ["gpt-5.5", OPENAI, "openai", "gpt-5.5", "https://api.openai.com/v1", "o"],
    ["openai/gpt-5.5", { ...OPENAI, ...ANTHROPIC }, "openai", "gpt-5.5", "https://api.openai.com/v1", "o"],
    ["claude-x", ANTHROPIC, "anthropic", "claude-x", "https://api.anthropic.com/v1", "a"],
    ["anthropic/claude-x", { ...OPENAI, ...ANTHROPIC }, "anthropic", "claude-x", "https://api.anthropic.com/v1", "a"],
    ["qwen3:8b", LOCAL, "openai", "qwen3:8b", "http://localhost:11434/v1", undefined],
    ["org/model", LOCAL, "openai", "org/model", "http://localhost:11434/v1", undefined],
    ["openai/anthropic/x", LOCAL, "openai", "anthropic/x", "http://localhost:11434/v1", undefined],
    ["x", { ANTHROPIC_AUTH_TOKEN: "t" }, "anthropic", "x", "https://api.anthropic.com/v1", "t"],
    ["x", { ANTHROPIC_BASE_URL: "https://a.example/v2" }, "anthropic", "x", "https://a.example/v2", undefined],
  ] as const)
    test(`${name} with ${Object.keys(env).join(", ")}`, () =>
      expect(endpointFor(name, env)).toEqual({
        api,
        model,
        baseUrl,
        key: key === undefined ? undefined : { name: expect.any(String), value: key },
      }));

  test("plain http to another machine only when it is named", () => {
    const env = { OPENAI_BASE_URL: "http://gpu.lan:8000/v1", PROMPTS_GPT_BUILTIN_HTTP_HOSTS: "10.0.0.7, gpu.lan" };
    expect(endpointFor("m", env)).toMatchObject({ baseUrl: "http://gpu.lan:8000/v1" });
  });
});

describe("what is refused, with what to type", () => {
  for (const [name, env, problem] of [
    ["x", {}, /neither OPENAI_API_KEY nor ANTHROPIC_API_KEY/],
    ["x", { OPENAI_API_KEY: "" }, /neither/],
    ["x", { ...OPENAI, ...ANTHROPIC }, /write openai\/x or anthropic\/x/],
    ["openai/x", ANTHROPIC, /OPENAI_API_KEY is not set; .*anthropic\/openai\/x/],
    ["x", { OPENAI_BASE_URL: "http://gpu.lan/v1" }, /clear; .* export PROMPTS_GPT_BUILTIN_HTTP_HOSTS=gpu\.lan/],
    ["x", { OPENAI_BASE_URL: "http://gpu.lan/v1", PROMPTS_GPT_BUILTIN_HTTP_HOSTS: "gpu" }, /HTTP_HOSTS=gpu\.lan/],
    ["x", { OPENAI_BASE_URL: "https://me:secret@gpu.lan/v1" }, /^(?!.*secret).*a password$/],
    ["x", { OPENAI_BASE_URL: "localhost:11434" }, /OPENAI_BASE_URL is no URL like/],
  ] as const)
    test(`${name} with ${Object.keys(env).join(", ")}`, () =>
      expect(endpointFor(name, env)).toEqual({ problem: expect.stringMatching(problem) }));
});
