import { dataProvider } from "./custom.ts";
import { loginByVariable } from "./login.ts";
import type { CustomProvider, Provider } from "./provider.ts";

/** A custom provider that comes with prompts-gpt, and what else is to be known of it. */
export interface Preset extends CustomProvider, Pick<Provider, "id" | "title" | "login" | "variables"> {
  readonly keys: readonly string[];
  readonly access: NonNullable<CustomProvider["access"]>;
  readonly install: string;
  readonly untried?: true;
  readonly models?: NonNullable<Provider["models"]>;
  /** Added to its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export function presetProvider(preset: Preset): Provider {
  const { id, title, login, install, keys, variables, untried, models } = preset;
  const [key, ...others] = keys;
  return dataProvider(preset, {
    id,
    title,
    login,
    install,
    loginVariables: keys,
    keys,
    variables,
    ...(untried === undefined ? {} : { untried }),
    ...(models === undefined ? {} : { models }),
    loginState: async (env) =>
      key === undefined
        ? { authenticated: "unknown", why: "its logins, one for each service, are not looked at" }
        : loginByVariable(env, [key, ...others]),
  });
}
