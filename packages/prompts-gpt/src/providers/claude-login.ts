import { join } from "node:path";
import { object } from "./json.ts";
import { contentOf, homeOf, isOwnServer, isSet, settingsIn } from "./login.ts";
import type { Env, Login, PaidBy } from "./provider.ts";

export const CLAUDE_KEYS = ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"];
export const CLAUDE_CLOUDS = ["CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX", "CLAUDE_CODE_USE_FOUNDRY"];

const MAKER = "api.anthropic.com";

export function claudeLogin(env: Env): Login {
  const paidBy = claudePaidBy(env);
  return { ...loginState(env), ...(paidBy === undefined ? {} : { paidBy }) };
}

/** In the order in which it takes them (its documentation, "authentication precedence"). */
function claudePaidBy(env: Env): PaidBy | undefined {
  const clouds = [...CLAUDE_CLOUDS, "ANTHROPIC_AUTH_TOKEN"]; // a token is for somebody's gateway
  if (clouds.some((name) => isSet(env, name)) || isOwnServer(env["ANTHROPIC_BASE_URL"], MAKER)) return "elsewhere";
  const home = folderOf(env);
  if (isSet(env, "ANTHROPIC_API_KEY") || settingsIn(join(home, "settings.json"))["apiKeyHelper"] !== undefined)
    return "key";
  if (isSet(env, "CLAUDE_CODE_OAUTH_TOKEN")) return "subscription";
  if (isPlan(settingsIn(join(home, ".credentials.json"))["claudeAiOauth"])) return "subscription";
  // Where the login itself is in a keychain; that file is large.
  const state = settingsIn(join(env["CLAUDE_CONFIG_DIR"] || homeOf(env), ".claude.json"));
  if (state["primaryApiKey"] !== undefined) return "key";
  return isPlan(state["oauthAccount"]) ? "subscription" : undefined;
}

function isPlan(login: unknown): boolean {
  return Object.keys(object(login)).length > 0;
}

function folderOf(env: Env): string {
  return env["CLAUDE_CONFIG_DIR"] || join(homeOf(env), ".claude");
}

function loginState(env: Env): Login {
  const key = CLAUDE_KEYS.find((name) => isSet(env, name));
  if (key !== undefined) return { authenticated: "yes", why: `${key} is set` };
  const cloud = CLAUDE_CLOUDS.find((name) => isSet(env, name));
  if (cloud !== undefined)
    return { authenticated: "unknown", why: `${cloud} is set, and that cloud's own login counts` };
  const home = folderOf(env);
  if (contentOf(join(home, ".credentials.json")) !== undefined)
    return { authenticated: "yes", why: "it was logged in with /login" };
  const settings = settingsIn(join(home, "settings.json"));
  if (settings["apiKeyHelper"] !== undefined)
    return { authenticated: "unknown", why: "its settings name an apiKeyHelper" };
  const named = [...CLAUDE_KEYS, ...CLAUDE_CLOUDS].find((name) => object(settings["env"])[name] !== undefined);
  if (named !== undefined) return { authenticated: "unknown", why: `its settings set ${named}` };
  if (process.platform === "darwin") return { authenticated: "unknown", why: "its login may be in the keychain" };
  return { authenticated: "no", why: "neither a login nor ANTHROPIC_API_KEY was found" };
}
