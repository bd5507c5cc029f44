import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RecordedEvent } from "../../src/index.ts";
import { startFakeModel, type Turn } from "./fake-model.mjs";
import { tempProject } from "./project.ts";
import { type CliRun, resultOf } from "./real-agent.ts";

const HOMES =
  process.env["PROMPTS_GPT_AGENT_CACHE"] ?? fileURLToPath(new URL("../../../../.cache/real-agents", import.meta.url));

/** Real agents that speak the Agent Client Protocol, as a user names them; the file that has to be there; a model of each. */
export const ACP_AGENTS = {
  gemini: { name: "acp:gemini --acp -m gemini-2.5-pro", model: "gemini-3.8-flash" },
  opencode: { name: "acp:opencode acp", model: "fake/fake-model" },
} as const;

export type AcpAgent = keyof typeof ACP_AGENTS;

/** A real agent in a repository of its own, behind our bridge, with a model that answers `turns`. `{cwd}` in them is filled in. */
export async function acpAgent(agent: AcpAgent, turns: readonly Turn[], { guard = false } = {}) {
  const project = await tempProject({}, { guard });
  mkdirSync(HOMES, { recursive: true });
  const home = mkdtempSync(join(HOMES, "home-"));
  const script = JSON.parse(JSON.stringify(turns).replaceAll("{cwd}", project.path)) as Turn[];
  const model = await startFakeModel({ script });
  const own = agent === "gemini" ? geminiEnvironment(home, model.url) : opencodeEnvironment(home, model.url);
  const env = { ...project.env, HOME: home, ...own };
  const start = (args: readonly string[]) =>
    project.start(["run", "--agent", ACP_AGENTS[agent].name, "--json", ...args], {
      stdin: "Do the scripted thing.",
      env,
    });
  return {
    project,
    model,
    env,
    start,
    async run(...args: readonly string[]): Promise<CliRun> {
      return resultOf(await start(["-", ...args]).ended);
    },
    events(runDir: string): RecordedEvent[] {
      const lines = readFileSync(join(runDir, "events.jsonl"), "utf8").trimEnd().split("\n");
      return lines.map((line) => JSON.parse(line) as RecordedEvent);
    },
    async [Symbol.asyncDispose]() {
      await model.close();
      await project[Symbol.asyncDispose]();
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function geminiEnvironment(home: string, url: string): Record<string, string> {
  const settings = {
    security: { auth: { selectedType: "gemini-api-key" } },
    privacy: { usageStatisticsEnabled: false },
    telemetry: { enabled: false },
    general: { disableAutoUpdate: true, enableAutoUpdate: false, maxAttempts: 2 },
  };
  mkdirSync(join(home, ".gemini"));
  writeFileSync(join(home, ".gemini/settings.json"), JSON.stringify(settings));
  return { GEMINI_API_KEY: "dummy", GOOGLE_GEMINI_BASE_URL: url };
}

function opencodeEnvironment(home: string, url: string): Record<string, string> {
  const fake = {
    npm: "@ai-sdk/openai-compatible",
    name: "fake",
    options: { baseURL: `${url}/v1`, apiKey: "{env:FAKE_API_KEY}" },
    models: {
      "fake-model": {
        name: "Fake",
        limit: { context: 200_000, output: 8000 },
        cost: { input: 3, output: 15, cache_read: 0.3 },
        tool_call: true,
      },
    },
  };
  const config = {
    autoupdate: false,
    share: "disabled",
    model: "fake/fake-model",
    small_model: "fake/fake-model",
    enabled_providers: ["fake"],
    permission: "ask",
    provider: { fake },
  };
  const file = join(home, "opencode.json");
  writeFileSync(file, JSON.stringify(config));
  return {
    OPENCODE_CONFIG: file,
    FAKE_API_KEY: "dummy",
    OPENCODE_DISABLE_MODELS_FETCH: "1",
    OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
    OPENCODE_DISABLE_DEFAULT_PLUGINS: "1",
    OPENCODE_DISABLE_SHARE: "1",
    XDG_DATA_HOME: join(home, "data"),
  };
}
