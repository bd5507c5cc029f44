import type { EnvRules } from "../agent/agent-env.ts";
import type { Config } from "../config/config.ts";

/** What configuration says of the environment that an agent of `provider` gets. */
export function envRules({ env, providers, customProviders }: Config, provider: string): EnvRules {
  return { ...env, provider, added: providers[provider]?.env, needs: customProviders[provider]?.keys };
}
