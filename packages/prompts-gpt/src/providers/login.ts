import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { builtinLogin } from "./builtin-endpoint.ts";
import { isObject } from "./json.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** Whether a CLI is logged in, as far as can be told without starting it or asking anybody. */
export interface Login {
  readonly authenticated: "yes" | "no" | "unknown";
  /** The reason, as it may follow "because". Never holds a secret. */
  readonly why: string;
}

export async function loginOf(id: string, env: Env): Promise<Login> {
  if (id === "codex") return codexLogin(env);
  if (id === "claude") return claudeLogin(env);
  if (id === "gemini") return geminiLogin(env);
  if (id === "copilot") return copilotLogin(env);
  if (id === "qwen") return { authenticated: "unknown", why: "its settings choose its login, and are not looked at" };
  if (id === "opencode")
    return { authenticated: "unknown", why: "its logins, one for each service, are not looked at" };
  if (id === "builtin") return builtinLogin(env);
  if (id === "replay") return { authenticated: "yes", why: "it needs no account" };
  return { authenticated: "unknown", why: "custom providers are not checked" };
}

/** Variables by which a CLI is logged in where nobody can log in by hand: one of them is enough. None for unknown ones. */
export function loginVariables(id: string): readonly string[] {
  return Object.hasOwn(VARIABLES, id) ? (VARIABLES[id] ?? []) : [];
}

async function codexLogin(env: Env): Promise<Login> {
  const home = env["CODEX_HOME"] || join(homeOf(env), ".codex");
  const config = (await contentOf(join(home, "config.toml"))) ?? "";
  if (isSet(env, "CODEX_API_KEY")) return { authenticated: "yes", why: "CODEX_API_KEY is set" };
  if ((await contentOf(join(home, "auth.json"))) !== undefined)
    return { authenticated: "yes", why: "it was logged in with codex login" };
  if (/^\s*model_provider\s*=/m.test(config))
    return { authenticated: "unknown", why: "its config.toml names a model provider of its own" };
  if (/^\s*cli_auth_credentials_store\s*=\s*"(keyring|auto)"/m.test(config))
    return { authenticated: "unknown", why: "its login may be in the system's keyring" };
  // Measured with Codex 0.169.0: OPENAI_API_KEY alone is not sent.
  if (isSet(env, "OPENAI_API_KEY"))
    return { authenticated: "no", why: "OPENAI_API_KEY is set, but codex exec reads CODEX_API_KEY" };
  return { authenticated: "no", why: "neither a login nor CODEX_API_KEY was found" };
}

const CLAUDE_KEYS = ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"];
const CLAUDE_CLOUDS = ["CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX", "CLAUDE_CODE_USE_FOUNDRY"];

const GEMINI_CLOUDS = ["GOOGLE_GENAI_USE_VERTEXAI", "GOOGLE_GENAI_USE_GCA"];

const COPILOT_KEYS = ["COPILOT_GITHUB_TOKEN", "COPILOT_PROVIDER_API_KEY"];
const GITHUB_TOKENS = ["GH_TOKEN", "GITHUB_TOKEN"];

const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  codex: ["CODEX_API_KEY"],
  claude: [...CLAUDE_KEYS, ...CLAUDE_CLOUDS],
  gemini: ["GEMINI_API_KEY", ...GEMINI_CLOUDS],
  copilot: [...COPILOT_KEYS, ...GITHUB_TOKENS],
  builtin: ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "OPENAI_BASE_URL", "ANTHROPIC_BASE_URL"],
};

/** Any token of GitHub will do for it to start, but not every one may use Copilot. */
function copilotLogin(env: Env): Login {
  const key = COPILOT_KEYS.find((name) => isSet(env, name));
  if (key !== undefined) return { authenticated: "yes", why: `${key} is set` };
  const token = GITHUB_TOKENS.find((name) => isSet(env, name));
  if (token !== undefined) return { authenticated: "unknown", why: `${token} is set, and may not be for Copilot` };
  return { authenticated: "unknown", why: "COPILOT_GITHUB_TOKEN is not set, and its own login is not looked at" };
}

/** Where its own login is kept is its settings' choice: without a variable nobody knows but itself. */
function geminiLogin(env: Env): Login {
  if (isSet(env, "GEMINI_API_KEY")) return { authenticated: "yes", why: "GEMINI_API_KEY is set" };
  const cloud = GEMINI_CLOUDS.find((name) => isSet(env, name));
  if (cloud !== undefined)
    return { authenticated: "unknown", why: `${cloud} is set, and that cloud's own login counts` };
  return { authenticated: "unknown", why: "GEMINI_API_KEY is not set, and its own login is not looked at" };
}

async function claudeLogin(env: Env): Promise<Login> {
  const key = CLAUDE_KEYS.find((name) => isSet(env, name));
  if (key !== undefined) return { authenticated: "yes", why: `${key} is set` };
  const cloud = CLAUDE_CLOUDS.find((name) => isSet(env, name));
  if (cloud !== undefined)
    return { authenticated: "unknown", why: `${cloud} is set, and that cloud's own login counts` };
  const home = env["CLAUDE_CONFIG_DIR"] || join(homeOf(env), ".claude");
  if ((await contentOf(join(home, ".credentials.json"))) !== undefined)
    return { authenticated: "yes", why: "it was logged in with /login" };
  const settings = parsed((await contentOf(join(home, "settings.json"))) ?? "");
  if (isObject(settings) && settings["apiKeyHelper"] !== undefined)
    return { authenticated: "unknown", why: "its settings name an apiKeyHelper" };
  if (process.platform === "darwin") return { authenticated: "unknown", why: "its login may be in the keychain" };
  return { authenticated: "no", why: "neither a login nor ANTHROPIC_API_KEY was found" };
}

function isSet(env: Env, name: string): boolean {
  return (env[name] ?? "") !== "";
}

function homeOf(env: Env): string {
  return env["HOME"] || env["USERPROFILE"] || homedir();
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return undefined; // not there, or not readable: then it is no login that the CLI could use either
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // the CLI ignores settings that it cannot parse
  }
}
