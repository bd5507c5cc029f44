import { join } from "node:path";
import { contentOf, homeOf, isSet, settingsIn } from "./login.ts";
import type { Env, Login } from "./provider.ts";

export const CLAUDE_KEYS = ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"];
export const CLAUDE_CLOUDS = ["CLAUDE_CODE_USE_BEDROCK", "CLAUDE_CODE_USE_VERTEX", "CLAUDE_CODE_USE_FOUNDRY"];

export function claudeLogin(env: Env): Login {
  const key = CLAUDE_KEYS.find((name) => isSet(env, name));
  if (key !== undefined) return { authenticated: "yes", why: `${key} is set` };
  const cloud = CLAUDE_CLOUDS.find((name) => isSet(env, name));
  if (cloud !== undefined)
    return { authenticated: "unknown", why: `${cloud} is set, and that cloud's own login counts` };
  const home = env["CLAUDE_CONFIG_DIR"] || join(homeOf(env), ".claude");
  if (contentOf(join(home, ".credentials.json")) !== undefined)
    return { authenticated: "yes", why: "it was logged in with /login" };
  if (settingsIn(join(home, "settings.json"))["apiKeyHelper"] !== undefined)
    return { authenticated: "unknown", why: "its settings name an apiKeyHelper" };
  if (process.platform === "darwin") return { authenticated: "unknown", why: "its login may be in the keychain" };
  return { authenticated: "no", why: "neither a login nor ANTHROPIC_API_KEY was found" };
}
