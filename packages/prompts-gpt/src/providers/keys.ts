import { isNamed } from "../variable-names.ts";
import { PROVIDERS } from "./index.ts";

/** Of providers that are not built yet: their keys are no other's business either. */
const OTHERS = ["CURSOR_API_KEY", "AMP_API_KEY", "FACTORY_API_KEY"];

/** Whether the variable holds the key of some provider. */
export function isProviderKey(name: string): boolean {
  return isNamed(OTHERS, name) || [...PROVIDERS.values()].some(({ keys }) => isNamed(keys, name));
}

/** What a provider gets because it is its own: patterns of variable names. None for one that is not built in. */
export function ownVariables(id: string): { readonly keys: readonly string[]; readonly variables: readonly string[] } {
  return PROVIDERS.get(id) ?? { keys: [], variables: [] };
}
