import { join } from "node:path";
import { object } from "./json.ts";
import { contentOf, homeOf, isOwnServer, isSet, settingsIn } from "./login.ts";
import type { Env, Login, PaidBy } from "./provider.ts";

export function codexLogin(env: Env): Login {
  const home = env["CODEX_HOME"] || join(homeOf(env), ".codex");
  const config = contentOf(join(home, "config.toml")) ?? "";
  const paidBy = codexPaidBy(env, home, config);
  return { ...loginState(env, home, config), ...(paidBy === undefined ? {} : { paidBy }) };
}

function codexPaidBy(env: Env, home: string, config: string): PaidBy | undefined {
  const hasOther = /^\s*(?:model_provider|openai_base_url)\s*=/m.test(config);
  if (hasOther || isOwnServer(env["OPENAI_BASE_URL"], "api.openai.com")) return "elsewhere";
  if (isSet(env, "CODEX_API_KEY")) return "key";
  const login = settingsIn(join(home, "auth.json"));
  if (Object.keys(object(login["tokens"])).length > 0) return "subscription"; // of ChatGPT
  return typeof login["OPENAI_API_KEY"] === "string" ? "key" : undefined;
}

function loginState(env: Env, home: string, config: string): Login {
  if (isSet(env, "CODEX_API_KEY")) return { authenticated: "yes", why: "CODEX_API_KEY is set" };
  if (contentOf(join(home, "auth.json")) !== undefined)
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
