import { UserError } from "../../errors.ts";
import { checkApiUrl, DEFAULT_API_URL } from "../../registry/api-url.ts";
import { hideTokens } from "../../registry/token.ts";
import type { Check } from "../check.ts";
import { shellWord } from "../../shell-word.ts";
import { notReady, ready } from "./remote-result.ts";

const code = "remote.api-url";
const VARIABLE = "PROMPTS_GPT_API_URL";

/** Whether the token can be sent where it would go: by the rules of the registry's client. */
export const apiUrl: Check = {
  id: code,
  title: "Safe API URL",
  async look({ env }) {
    const url = env[VARIABLE] ?? "";
    if (url === "") return ready(DEFAULT_API_URL);
    try {
      return ready(checkApiUrl(url, VARIABLE));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return notReady("not safe", [{ code, message: error.message, fix: fixOf(url) }]);
    }
  },
};

/** The same server by https, where that is all that is wrong. */
function fixOf(url: string): string {
  const secure = url.replace(/^http:/i, "https:");
  try {
    const checked = checkApiUrl(secure, VARIABLE);
    if (hideTokens(checked) === checked) return `export ${VARIABLE}=${shellWord(checked)}`;
  } catch {
    // wrong in another way too
  }
  return `unset ${VARIABLE}`; // then it is the usual one
}
