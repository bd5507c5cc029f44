import { realpathSync } from "node:fs";
import { sep } from "node:path";
import { which } from "../process/which.ts";
import { isAcpName } from "./acp-name.ts";
import { acpProvider } from "./acp.ts";
import { customProvider } from "./custom.ts";
import { PROVIDERS } from "./index.ts";
import type { Access, CustomProvider, Login, Provider, StartForm } from "./provider.ts";
import { askedVersion, knownVersion, type VersionQuestion } from "./version.ts";

/** What is known about a provider on this machine without asking anybody. */
export interface DetectedProvider extends Login {
  readonly id: string;
  readonly title: string;
  readonly installed: boolean;
  /** What to start: absolute, and the program itself where a launcher stands before it. */
  readonly file?: string;
  /** Arguments that come before all others: the script, where the CLI is one. */
  readonly args?: readonly string[];
  /** Null when it is not installed, or nobody can tell. */
  readonly version: string | null;
  /** What a run can give it. */
  readonly accesses: readonly Access[];
  readonly install: string;
  readonly login: string;
  /** Built from its documentation: we have not run it. */
  readonly untried?: true;
}

export interface DetectInput {
  /** The one that is wanted, where that is known. */
  readonly only?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Where versions come from beside files and earlier answers: a CLI may be started once to say its own, if it stands in none
   * of these folders. Absent: nothing is started. `later`: none is looked for, for those who need that of one.
   */
  readonly versions?: { readonly asked: { readonly notIn: readonly string[] } } | "later";
  readonly config: {
    readonly defaultAgent?: string;
    readonly providers: Readonly<Record<string, { readonly command?: string; readonly args?: readonly string[] }>>;
    readonly customProviders: Readonly<Record<string, CustomProvider>>;
  };
}

/**
 * Looks on PATH for every provider, built in or defined in `config`; or for the `only` one. Of those that are named by a
 * command line (`acp:…`), for the one that is wanted and the one that `config` names.
 */
export async function detectProviders(input: DetectInput): Promise<DetectedProvider[]> {
  const { config, only } = input;
  const custom = Object.entries(config.customProviders)
    .filter(([name]) => !PROVIDERS.has(name))
    .map(([name, defined]) => customProvider(name, defined));
  const named = [...new Set([only, config.defaultAgent])];
  const acp = named.flatMap((name) => (name !== undefined && isAcpName(name) ? acpProvider(name) : []));
  const known = [...PROVIDERS.values(), ...custom, ...acp];
  const wanted = known.filter(({ id }) => id === only);
  return Promise.all((wanted.length === 0 ? known : wanted).map((provider) => detect(provider, input)));
}

async function detect(provider: Provider, { env, config, versions }: DetectInput): Promise<DetectedProvider> {
  const { id, title, install, login, accesses, untried } = provider;
  const { command: override, args } = config.providers[id] ?? {};
  const start = find(provider, override, env);
  const state = await provider.loginState(env);
  // With arguments before it, `--version` may mean anything.
  const asked = args === undefined && typeof versions === "object" ? versions.asked : undefined;
  const version = async (question: VersionQuestion) =>
    asked === undefined ? knownVersion(question) : askedVersion(question, asked.notIn);
  return {
    id,
    title,
    version: start === undefined || versions === "later" ? null : await version({ ...start, provider, env }),
    accesses,
    install,
    login,
    ...state,
    installed: start !== undefined,
    ...start,
    ...(untried === undefined ? {} : { untried }),
  };
}

function find(
  { executable, otherName, program }: Provider,
  override: string | undefined,
  env: DetectInput["env"],
): StartForm | undefined {
  const file =
    which(override ?? executable, env) ?? (otherName === undefined ? undefined : second(otherName, executable, env));
  if (file === undefined) return undefined;
  // What the user chose to start is started as it is.
  if (override !== undefined || program === undefined) return { file };
  return program(file, { env, which: (name) => which(name, env) });
}

/** Other programs may have that name too: the folder of the file behind it tells. */
function second(name: string, folder: string, env: DetectInput["env"]): string | undefined {
  const file = which(name, env);
  return file !== undefined && realpathSync.native(file).split(sep).includes(folder) ? file : undefined;
}
