import { which } from "../process/which.ts";
import { isAcpName } from "./acp-name.ts";
import { acpProvider } from "./acp.ts";
import { customProvider } from "./custom.ts";
import { directForm } from "./direct.ts";
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
  readonly install: string;
  readonly login: string;
}

export interface DetectInput {
  /** The one that is wanted, where that is known. */
  readonly only?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly config: {
    readonly defaultAgent?: string;
    readonly providers: Readonly<Record<string, { readonly command?: string }>>;
    readonly customProviders: Readonly<Record<string, CustomProvider>>;
  };
}

/**
 * Looks on PATH for every provider, built in or defined in `config`; or for the `only` one. Of those that are named by a
 * command line (`acp:…`), for the one that is wanted and the one that `config` names. Starts nothing.
 */
export async function detectProviders({ env, config, only }: DetectInput): Promise<DetectedProvider[]> {
  const custom = Object.entries(config.customProviders)
    .filter(([name]) => !PROVIDERS.has(name))
    .map(([name, defined]) => customProvider(name, defined));
  const named = [...new Set([only, config.defaultAgent])];
  const acp = named.flatMap((name) => (name !== undefined && isAcpName(name) ? acpProvider(name) : []));
  const known = [...PROVIDERS.values(), ...custom, ...acp];
  const wanted = known.filter(({ id }) => id === only);
  return Promise.all((wanted.length === 0 ? known : wanted).map((provider) => detect(provider, { env, config })));
}

async function detect(provider: Provider, { env, config }: DetectInput): Promise<DetectedProvider> {
  const { id, title, install, login } = provider;
  const override = config.providers[id]?.command;
  const [file, state] = await Promise.all([find(provider, override, env), loginOf(id, env)]);
  return {
    id,
    title,
    install,
    login,
    ...state,
    installed: file !== undefined,
    ...(file === undefined ? {} : { file }),
  };
}

async function find(
  { id, executable }: Provider,
  override: string | undefined,
  env: DetectInput["env"],
): Promise<string | undefined> {
  if ((id === "replay" || id === "builtin") && override === undefined) return process.execPath;
  const file = which(override ?? executable, env);
  // What the user chose to start is started as it is.
  return file === undefined || override !== undefined ? file : directForm(id, file);
}
