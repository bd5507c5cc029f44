import { join } from "node:path";
import { text } from "./json.ts";
import { chosenAuth, homeOf, isInDotEnv, isSet, no, settingsIn, unknown, yes } from "./login.ts";
import type { Env, Login } from "./provider.ts";

/** Its settings choose the way, and then the variables (measured with Gemini CLI 0.61.0). */
export function geminiLogin(env: Env): Login {
  const folder = join(env["GEMINI_CLI_HOME"] || homeOf(env), ".gemini");
  switch (chosenAuth(folder) ?? geminiWay(env)) {
    case "oauth-personal":
      return { ...googleLogin(folder, env), paidBy: "subscription" };
    case "gemini-api-key":
      return { ...keyLogin(folder, env), paidBy: isSet(env, "GOOGLE_GEMINI_BASE_URL") ? "elsewhere" : "key" };
    case undefined:
      if (isInDotEnv("GEMINI_API_KEY", folder, env))
        return { ...yes("GEMINI_API_KEY stands in its .env"), paidBy: "key" };
      return no("its settings choose no login, and GEMINI_API_KEY is not set");
    default:
      return { ...unknown("a cloud of Google was chosen, and that cloud's own login counts"), paidBy: "elsewhere" };
  }
}

function keyLogin(folder: string, env: Env): Login {
  if (isSet(env, "GEMINI_API_KEY")) return yes("GEMINI_API_KEY is set");
  if (isInDotEnv("GEMINI_API_KEY", folder, env)) return yes("GEMINI_API_KEY stands in its .env");
  return unknown("its settings choose an API key, which may be in the keychain");
}

function geminiWay(env: Env): string | undefined {
  if (env["GOOGLE_GENAI_USE_GCA"] === "true") return "oauth-personal";
  if (env["GOOGLE_GENAI_USE_VERTEXAI"] === "true") return "vertex-ai";
  if (isSet(env, "GOOGLE_GEMINI_BASE_URL")) return "gateway";
  return isSet(env, "GEMINI_API_KEY") ? "gemini-api-key" : undefined;
}

function googleLogin(folder: string, env: Env): Login {
  const tokens = settingsIn(join(folder, "oauth_creds.json"));
  if (text(tokens["refresh_token"]) !== undefined) return yes("it was logged in with Google");
  if (isSet(env, "GEMINI_FORCE_ENCRYPTED_FILE_STORAGE") || isSet(env, "GOOGLE_APPLICATION_CREDENTIALS"))
    return unknown("its login with Google is kept where it cannot be looked at");
  return no("a login with Google was chosen, and none was found");
}
