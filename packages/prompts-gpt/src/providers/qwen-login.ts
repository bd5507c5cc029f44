import { join } from "node:path";
import { object, text } from "./json.ts";
import { chosenAuth, homeOf, isInDotEnv, isSet, no, settingsIn, unknown, yes } from "./login.ts";
import type { Env, Login } from "./provider.ts";

const QWEN_KEY = "OPENAI_API_KEY";

/** Measured with Qwen Code 0.24.4, which refuses its own free login: the service has ended. */
export function qwenLogin(env: Env): Login {
  return { ...loginState(env), paidBy: "elsewhere" }; // whose service it is, its settings may say anywhere
}

function loginState(env: Env): Login {
  const folder = env["QWEN_HOME"] || join(homeOf(env), ".qwen");
  const chosen = chosenAuth(folder);
  const hasKey = isSet(env, QWEN_KEY);
  switch (chosen) {
    case "qwen-oauth":
      return no("its settings choose the free login of Qwen, which has ended");
    case "openai":
      if (hasKey) return yes(`${QWEN_KEY} is set`);
      if (hasOwnKey(folder, env)) return yes("its settings hold a key");
      return unknown("its settings choose a service, and may name its key elsewhere");
    case undefined:
      if (hasKey && isSet(env, "OPENAI_BASE_URL") && (isSet(env, "OPENAI_MODEL") || isSet(env, "QWEN_MODEL")))
        return yes(`${QWEN_KEY} is set`);
      if (hasKey)
        return no(
          `${QWEN_KEY} is set, but its settings choose no auth type: it uses it when told -- --auth-type openai`,
        );
      return no("its settings choose no auth type, and no variable does");
    default:
      return unknown("its settings choose another service, whose key is not looked for");
  }
}

function hasOwnKey(folder: string, env: Env): boolean {
  const { security } = settingsIn(join(folder, "settings.json"));
  const own = text(object(object(security)["auth"])["apiKey"]) ?? "";
  return own !== "" || isInDotEnv(QWEN_KEY, folder, env);
}
