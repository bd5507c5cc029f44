import { UserError } from "../../errors.ts";
import { checkToken } from "../../registry/token.ts";
import type { Check } from "../check.ts";
import { notReady, ready } from "./remote-result.ts";

const code = "remote.token";
const VARIABLE = "PROMPTS_GPT_TOKEN";

/** Whether the registry's token comes as a secret of the environment, and can be one. */
export const token: Check = {
  id: code,
  title: "Token as a secret",
  async look({ env }) {
    const value = env[VARIABLE] ?? "";
    const fix = `Keep the token as a secret of the CI, and pass it on: export ${VARIABLE}=pgpt_…`;
    if (value === "") {
      const message = `${VARIABLE} is not set: without it nothing can be fetched, and a token in a file is no secret of the CI.`;
      return notReady("no token", [{ code, message, fix }]);
    }
    try {
      checkToken(value, VARIABLE);
      return ready(`in ${VARIABLE}`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return notReady("not a token of prompts-gpt", [{ code, message: error.message, fix }]);
    }
  },
};
