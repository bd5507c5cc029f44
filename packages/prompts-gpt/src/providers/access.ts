import { ConfigError } from "../errors.ts";
import { isWider } from "./access-words.ts";
import type { Access, Invocation, Provider } from "./provider.ts";

type Words = Pick<Provider, "title" | "modes" | "accesses">;

/**
 * The provider's own mode for an invocation: the user's word where there is one, else `usual[access]`.
 * Refuses a word that it does not know and one that would widen the access that was resolved.
 */
export function modeFor(
  { title, modes }: Words,
  { settings, access }: Invocation,
  usual: Readonly<Record<Access, string>>,
): string {
  const { mode } = settings;
  if (mode === undefined) return usual[access];
  const meant = modes[mode];
  if (meant === undefined)
    throw new ConfigError(`${title} has no mode "${mode}".`, `Use one of: ${Object.keys(modes).join(", ")}.`);
  if (isWider(meant, access))
    throw new ConfigError(
      `${title}'s mode "${mode}" means access "${meant}", but this run has access "${access}".`,
      `Leave the mode out, or ask for it: --access ${meant}`,
    );
  return mode;
}

/** Refuses an access that the provider has no way to express. */
export function checkAccess({ title, accesses }: Words, access: Access): void {
  if (accesses.includes(access)) return;
  const words = accesses.length === 0 ? "none" : accesses.join(", ");
  throw new ConfigError(
    `${title} cannot express access "${access}"; it can express: ${words}.`,
    accesses[0] === undefined ? "Choose another provider with --provider." : `Run it with --access ${accesses[0]}`,
  );
}
