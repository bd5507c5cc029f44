import { credentialsStatus } from "../../registry/credentials-status.ts";
import { trackingBy } from "../../workspace/git.ts";
import type { Check } from "../check.ts";

/** The registry's token: where it is and where it may go, never the token. */
export const credentials: Check = {
  id: "credentials",
  async look({ root, env }) {
    const { tokenFrom, apiUrl, findings } = await credentialsStatus(root, { env, git: trackingBy(env) });
    const summary = tokenFrom === null ? "no token" : `a token (${tokenFrom}) for ${apiUrl ?? "no URL"}`;
    return { summary, facts: { tokenFrom, apiUrl }, findings };
  },
};
