import { which } from "../process/which.ts";
import { customProvider } from "./custom.ts";
import { directForm, type StartForm } from "./direct.ts";
import { PROVIDERS } from "./index.ts";
import { loginOf, type Login } from "./login.ts";
import type { CustomProvider, Provider } from "./provider.ts";

/** What is known about a provider on this machine without starting it. */
export interface DetectedProvider extends Login {
  readonly id: string;
  readonly title: string;
  readonly installed: boolean;
  /** What to start: absolute, and the program itself where a launcher stands before it. */
  readonly file?: string;
  /** Arguments that come before all others: the script, where the CLI is one. */
  readonly args?: readonly string[];
  readonly install: string;
  readonly login: string;
}

export interface DetectInput {
  /** The one that is wanted, where that is known. */
  readonly only?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly config: {
    readonly providers: Readonly<Record<string, { readonly command?: string }>>;
    readonly customProviders: Readonly<Record<string, CustomProvider>>;
  };
}

/** Looks on PATH for every provider, built in or defined in `config`; or for the `only` one. Starts nothing. */
export async function detectProviders({ env, config, only }: DetectInput): Promise<DetectedProvider[]> {
  const custom = Object.entries(config.customProviders)
    .filter(([name]) => !PROVIDERS.has(name))
    .map(([name, defined]) => customProvider(name, defined));
  const known = [...PROVIDERS.values(), ...custom];
  const wanted = known.filter(({ id }) => id === only);
  return Promise.all((wanted.length === 0 ? known : wanted).map((provider) => detect(provider, { env, config })));
}

async function detect(provider: Provider, { env, config }: DetectInput): Promise<DetectedProvider> {
  const { id, title, install, login } = provider;
  const override = config.providers[id]?.command;
  const [start, state] = await Promise.all([find(provider, override, env), loginOf(id, env)]);
  return {
    id,
    title,
    install,
    login,
    ...state,
    installed: start !== undefined,
    ...start,
  };
}

async function find(
  { id, executable }: Provider,
  override: string | undefined,
  env: DetectInput["env"],
): Promise<StartForm | undefined> {
  if (id === "replay" && override === undefined) return { file: process.execPath };
  const file = which(override ?? executable, env);
  // What the user chose to start is started as it is.
  if (file === undefined || override !== undefined) return file === undefined ? undefined : { file };
  return directForm(id, file, { env, which: (name) => which(name, env) });
}
