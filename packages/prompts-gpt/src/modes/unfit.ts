import { providerOf } from "../providers/index.ts";
import type { Unfit } from "../providers/resolve.ts";
import { unknownSwitch } from "./provider-notes.ts";
import { type Asked, ownerOfWord, resolveAccess } from "./run-access.ts";

/** Why the router must not choose some of these providers for this run, by id: they cannot do it, or do not know a flag of it. */
export function unfitFor(ids: readonly string[], asked: Omit<Asked, "provider">): Unfit {
  const unfit = new Map<string, string>();
  for (const id of ids) {
    const why = whyUnfit(id, asked);
    if (why !== undefined) unfit.set(id, why);
  }
  return unfit;
}

function whyUnfit(id: string, asked: Omit<Asked, "provider">): string | undefined {
  const { input, loaded } = asked;
  const provider = providerOf(id, loaded.config.customProviders[id]);
  const word = ownerOfWord(input);
  const flag = word !== undefined && word.provider !== id ? word.flag : unknownSwitch(input, provider)?.flag;
  if (flag !== undefined) return `does not know ${flag}`;
  const { access } = resolveAccess({ ...asked, provider: id });
  return provider.accesses.includes(access) ? undefined : `has no access ${access}`;
}
