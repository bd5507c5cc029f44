import assert from "node:assert/strict";
import { test } from "vitest";
import { providerOf } from "../../../src/providers/index.ts";
import { tempFolder } from "../../support/temp-folder.ts";

type Files = Readonly<Record<string, unknown>>;

for (const [id, why, env, files, expected] of [
  ["claude", "a key", { ANTHROPIC_API_KEY: "k" }, {}, "key"],
  [
    "claude",
    "a key before a plan",
    { ANTHROPIC_API_KEY: "k" },
    { ".claude/.credentials.json": { claudeAiOauth: { a: 1 } } },
    "key",
  ],
  ["claude", "the token of a plan", { CLAUDE_CODE_OAUTH_TOKEN: "t" }, {}, "subscription"],
  ["claude", "a login", {}, { ".claude/.credentials.json": { claudeAiOauth: { accessToken: "x" } } }, "subscription"],
  ["claude", "a login in a keychain", {}, { ".claude.json": { oauthAccount: { accountUuid: "x" } } }, "subscription"],
  [
    "claude",
    "a key of its login",
    {},
    { ".claude.json": { oauthAccount: { accountUuid: "x" }, primaryApiKey: "k" } },
    "key",
  ],
  ["claude", "a gateway", { ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: "http://127.0.0.1:1" }, {}, "elsewhere"],
  [
    "claude",
    "its makers by name",
    { ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: "https://api.anthropic.com" },
    {},
    "key",
  ],
  ["claude", "a cloud", { CLAUDE_CODE_USE_BEDROCK: "1", ANTHROPIC_API_KEY: "k" }, {}, "elsewhere"],
  ["claude", "nothing", {}, {}, undefined],
  ["codex", "a key", { CODEX_API_KEY: "k" }, {}, "key"],
  ["codex", "ChatGPT", {}, { ".codex/auth.json": { OPENAI_API_KEY: null, tokens: { id_token: "x" } } }, "subscription"],
  ["codex", "a key of its login", {}, { ".codex/auth.json": { OPENAI_API_KEY: "k", tokens: null } }, "key"],
  [
    "codex",
    "another provider",
    { CODEX_API_KEY: "k" },
    { ".codex/config.toml": 'model_provider = "mine"\n' },
    "elsewhere",
  ],
  ["codex", "nothing", {}, {}, undefined],
  ["gemini", "a key", { GEMINI_API_KEY: "k" }, {}, "key"],
  ["gemini", "Google", { GOOGLE_GENAI_USE_GCA: "true" }, {}, "subscription"],
  ["gemini", "Vertex", { GOOGLE_GENAI_USE_VERTEXAI: "true" }, {}, "elsewhere"],
  ["gemini", "a gateway", { GEMINI_API_KEY: "k", GOOGLE_GEMINI_BASE_URL: "http://127.0.0.1:1" }, {}, "elsewhere"],
  ["copilot", "GitHub", {}, {}, "subscription"],
  ["copilot", "a service of one's own", { COPILOT_PROVIDER_BASE_URL: "http://127.0.0.1:1" }, {}, "elsewhere"],
  ["cursor", "Cursor", {}, {}, "subscription"],
  ["builtin", "a key", { OPENAI_API_KEY: "k" }, {}, "key"],
  ["builtin", "a local server", { OPENAI_BASE_URL: "http://127.0.0.1:11434/v1" }, {}, "elsewhere"],
  ["builtin", "nothing", {}, {}, undefined],
  ["replay", "nobody", {}, {}, "nothing"],
  ["opencode", "who knows", {}, {}, undefined],
] as const satisfies readonly (readonly [
  string,
  string,
  Readonly<Record<string, string>>,
  Files,
  string | undefined,
])[])
  test(`${id} is paid by ${expected ?? "nobody knows what"}: ${why}`, async () => {
    const texts = Object.entries<unknown>(files).map(([path, value]) => [
      path,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    await using home = await tempFolder(Object.fromEntries(texts));
    const login = await providerOf(id).loginState({ HOME: home.path, ...env });
    assert.equal(login.paidBy, expected);
  });
