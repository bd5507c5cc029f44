import { join } from "node:path";
import { objects } from "./json.ts";
import { contentOf, homeOf, isSet, loginByVariable, no, settingsIn, unknown, yes } from "./login.ts";
import type { Env, Login } from "./provider.ts";

export const COPILOT_KEYS = ["COPILOT_GITHUB_TOKEN", "COPILOT_PROVIDER_API_KEY"] as const;
export const GITHUB_TOKENS = ["GH_TOKEN", "GITHUB_TOKEN"];

/**
 * Any token of GitHub will do for it to start, but not every one may use Copilot. Its own token is in a keychain; who is
 * logged in stands in its config.json.
 */
export function copilotLogin(env: Env): Login {
  const isOther = isSet(env, "COPILOT_PROVIDER_BASE_URL") || isSet(env, "COPILOT_PROVIDER_API_KEY");
  return { ...loginState(env), paidBy: isOther ? "elsewhere" : "subscription" };
}

function loginState(env: Env): Login {
  const byKey = loginByVariable(env, COPILOT_KEYS);
  if (byKey.authenticated === "yes") return byKey;
  if (isSet(env, "COPILOT_PROVIDER_BASE_URL")) return yes("it was told of a service that needs no login of GitHub");
  const token = GITHUB_TOKENS.find((name) => isSet(env, name));
  if (token !== undefined) return unknown(`${token} is set, and may not be for Copilot`);
  const file = join(env["COPILOT_HOME"] || join(homeOf(env), ".copilot"), "config.json");
  if (objects(settingsIn(file)["loggedInUsers"]).length > 0) return yes("it was logged in with /login");
  const github = env["GH_CONFIG_DIR"] || join(env["XDG_CONFIG_HOME"] || join(homeOf(env), ".config"), "gh");
  if (contentOf(join(github, "hosts.yml")) !== undefined) return unknown("it may use the login of the GitHub CLI");
  if (contentOf(file) !== undefined) return unknown("its config.json names nobody who is logged in");
  return no("neither a login nor COPILOT_GITHUB_TOKEN was found");
}
