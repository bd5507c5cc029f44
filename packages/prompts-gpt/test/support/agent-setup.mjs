/**
 * A home for a real agent CLI in which it knows one model server only: the fake one. Nothing of the user's own is seen,
 * and nothing is asked of anybody else.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What the tests share between runs: the agents, homes for them, what they unpack. */
export const AGENT_CACHE =
  process.env.PROMPTS_GPT_AGENT_CACHE ?? fileURLToPath(new URL("../../../../.cache/real-agents", import.meta.url));

export const MODELS = {
  codex: "gpt-5.5",
  claude: "claude-sonnet-4-5",
  gemini: "gemini-2.5-pro",
  qwen: "fake-model",
  copilot: "fake-model",
  opencode: "fake/fake-model",
};

/** Versions that the tests are written against. They change from day to day. */
export const VERSIONS = {
  "@openai/codex": "0.169.0",
  "@anthropic-ai/claude-code": "2.1.330",
  "@google/gemini-cli": "0.61.0",
  "@qwen-code/qwen-code": "0.24.4",
  "@github/copilot": "1.0.102",
  "opencode-ai": "1.18.33",
};

const SETUPS = { codex, claude, gemini, qwen, copilot, opencode };

/** The environment in which `agent` talks to `url`. `home` is made; it must not be below a temporary folder (Codex refuses). */
export function agentEnvironment(agent, { home, url }) {
  mkdirSync(home, { recursive: true });
  return { HOME: home, PATH: process.env.PATH, ...SETUPS[agent](home, url) };
}

function codex(home, url) {
  const config = `model_provider = "fake"
[model_providers.fake]
name = "fake"
base_url = "${url}/v1"
wire_api = "responses"
env_key = "FAKE_API_KEY"
request_max_retries = 1
stream_max_retries = 1
[analytics]
enabled = false
[features]
plugins = false
`;
  put(join(home, ".codex/config.toml"), config);
  return { CODEX_HOME: join(home, ".codex"), FAKE_API_KEY: "dummy" };
}

function claude(home, url) {
  return {
    CLAUDE_CONFIG_DIR: join(home, ".claude"),
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: "dummy",
    // Ten tries take three minutes.
    CLAUDE_CODE_MAX_RETRIES: "1",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
    DISABLE_TELEMETRY: "1",
    DISABLE_ERROR_REPORTING: "1",
  };
}

function gemini(home, url) {
  put(join(home, ".gemini/settings.json"), {
    // Without it, it ends with "Invalid auth method selected" as soon as there is another base URL.
    security: { auth: { selectedType: "gemini-api-key" } },
    privacy: { usageStatisticsEnabled: false },
    telemetry: { enabled: false },
    // Ten tries, 5 to 30 seconds apart.
    general: { enableAutoUpdate: false, enableAutoUpdateNotification: false, maxAttempts: 1 },
  });
  return { GEMINI_API_KEY: "dummy", GOOGLE_GEMINI_BASE_URL: url };
}

function qwen(home, url) {
  put(join(home, ".qwen/settings.json"), {
    security: { auth: { selectedType: "openai" } },
    privacy: { usageStatisticsEnabled: false },
    general: { enableAutoUpdate: false },
    // One more call of the model after each answer, counted as usage of the run.
    memory: { enableManagedAutoMemory: false, enableManagedAutoDream: false },
    // Else it tries for ten minutes.
    model: { generationConfig: { maxRetries: 1, retryInitialDelayMs: 20, retryMaxDelayMs: 20 } },
  });
  return { OPENAI_API_KEY: "dummy", OPENAI_BASE_URL: `${url}/v1` };
}

function copilot(home, url) {
  return {
    COPILOT_HOME: join(home, ".copilot"),
    // It unpacks 235 MB into a cache that is empty.
    XDG_CACHE_HOME: join(AGENT_CACHE, "xdg"),
    COPILOT_OFFLINE: "true",
    COPILOT_PROVIDER_TYPE: "openai",
    COPILOT_PROVIDER_WIRE_API: "completions",
    COPILOT_PROVIDER_BASE_URL: `${url}/v1`,
    COPILOT_PROVIDER_API_KEY: "dummy",
  };
}

function opencode(home, url) {
  const model = { name: "Fake", limit: { context: 200_000, output: 8000 }, tool_call: true };
  put(join(home, "opencode.json"), {
    autoupdate: false,
    share: "disabled",
    small_model: MODELS.opencode,
    enabled_providers: ["fake"],
    provider: {
      fake: {
        npm: "@ai-sdk/openai-compatible",
        options: { baseURL: `${url}/v1`, apiKey: "{env:OPENCODE_FAKE_KEY}" },
        models: { "fake-model": { ...model, cost: { input: 3, output: 15, cache_read: 0.3 } } },
      },
    },
  });
  return {
    OPENCODE_CONFIG: join(home, "opencode.json"),
    OPENCODE_FAKE_KEY: "dummy",
    // Two at once in one folder of data can find its database locked.
    XDG_DATA_HOME: join(home, "data"),
    OPENCODE_DISABLE_MODELS_FETCH: "1",
    OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
    OPENCODE_DISABLE_DEFAULT_PLUGINS: "1",
    OPENCODE_DISABLE_SHARE: "1",
  };
}

/** A file, with a folder for it; what is no text becomes JSON. */
function put(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
}
