import { isNamed } from "../variable-names.ts";
import { PROVIDERS } from "./index.ts";

/** Whether the variable holds the key of some provider. */
export function isProviderKey(name: string): boolean {
  return [...PROVIDERS.values()].some(({ keys }) => isNamed(keys, name));
}

/** What a provider gets because it is its own: patterns of variable names. None for one that is not built in. */
export function ownVariables(id: string): { readonly keys: readonly string[]; readonly variables: readonly string[] } {
  return PROVIDERS.get(id) ?? { keys: [], variables: [] };
}
