/**
 * A home for a real agent CLI in which it knows one model server only: the fake one. Nothing of the user's own is seen,
 * and nothing is asked of anybody else.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const MODELS = { codex: "gpt-5.5", claude: "claude-sonnet-4-5" };

/** Versions that the tests are written against. Codex and Claude Code change from day to day. */
export const VERSIONS = {
  "@openai/codex": "0.169.0",
  "@anthropic-ai/claude-code": "2.1.330",
  "@google/gemini-cli": "0.61.0",
  "opencode-ai": "1.18.33",
};

/** The environment in which `agent` talks to `url`. `home` is made; it must not be below a temporary folder (Codex refuses). */
export function agentEnvironment(agent, { home, url }) {
  mkdirSync(join(home, ".codex"), { recursive: true });
  const own = agent === "codex" ? codexEnvironment(home, url) : claudeEnvironment(home, url);
  return { HOME: home, PATH: process.env.PATH, ...own };
}

function codexEnvironment(home, url) {
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
  writeFileSync(join(home, ".codex/config.toml"), config);
  return { CODEX_HOME: join(home, ".codex"), FAKE_API_KEY: "dummy" };
}

function claudeEnvironment(home, url) {
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
