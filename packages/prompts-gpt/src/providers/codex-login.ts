import { join } from "node:path";
import { contentOf, homeOf, isSet } from "./login.ts";
import type { Env, Login } from "./provider.ts";

export function codexLogin(env: Env): Login {
  const home = env["CODEX_HOME"] || join(homeOf(env), ".codex");
  const config = contentOf(join(home, "config.toml")) ?? "";
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
