import { isNamed } from "../variable-names.ts";
import { acpAgent, acpWords, isAcpName, isBareName } from "./acp-name.ts";
import { PROVIDERS } from "./index.ts";
import type { Provider } from "./provider.ts";

/** Whether the variable holds the key of some provider. */
export function isProviderKey(name: string): boolean {
  return [...PROVIDERS.values()].some(({ keys }) => isNamed(keys, name));
}

/**
 * What a provider gets because it is its own: patterns of variable names. None for one that is not built in.
 * `acp:gemini --acp` is Gemini CLI too: it is the same program, found in the same way. Any other path may be called after it.
 */
export function ownVariables(name: string): Pick<Provider, "keys" | "variables"> {
  return PROVIDERS.get(isAcpName(name) ? agentOf(acpWords(name)[0]) : name) ?? { keys: [], variables: [] };
}

function agentOf(program: string): string {
  return isBareName(program) ? acpAgent(program) : "";
}
