import { agentEnv } from "../agent/agent-env.ts";
import { type AskPlace, askCli, keptReply, type Question } from "../providers/ask.ts";
import { type DetectedProvider, detectProviders } from "../providers/detect.ts";
import { providerOf, unknownProvider } from "../providers/index.ts";
import type { Model, Provider } from "../providers/provider.ts";
import { envRules } from "../modes/env-rules.ts";
import { type OpenedPlace, openPlace, type Place, workspaceFolders } from "./place.ts";

export interface ModelsPlace extends Place {
  /** One provider, by its id. Default: all that are installed here. */
  readonly provider?: string;
  /** Start no CLI: only what it has said within the last day, and what documentation says. Default: it is asked. */
  readonly keptOnly?: boolean;
  /** How long each CLI may think about it. Default 20: OpenCode takes two seconds, and longer when it sets itself up. */
  readonly timeoutSeconds?: number;
}

/** The models of one provider. */
export interface ModelList {
  readonly provider: string;
  readonly title: string;
  /**
   * `listed`: its CLI said so. `known`: its documentation names them, and the CLI may know others. `none`: nobody could
   * tell; the provider takes names of models all the same. `registry`: the registry says so; its CLI was not asked.
   */
  readonly source: "listed" | "known" | "none" | "registry";
  readonly models: readonly Model[];
  /** With `none`: why, and what to type. */
  readonly problem?: { readonly message: string; readonly fix: string };
}

const TIMEOUT_SECONDS = 20;

/**
 * Which models there are, from the providers themselves: no request is made, and each CLI is asked once for each of its
 * versions (kept in the state folder, for a day). A CLI of the workspace is not started. Throws a ConfigError for a provider
 * that is unknown.
 */
export async function listModels(place: ModelsPlace = {}): Promise<ModelList[]> {
  return listModelsAt(await openPlace(place), place);
}

type Opened = Omit<OpenedPlace, "artifactsDir">;

/** The same for a place that is open already. */
export async function listModelsAt(
  opened: Opened,
  { except = [], ...asked }: Omit<ModelsPlace, keyof Place> & { readonly except?: readonly string[] },
): Promise<ModelList[]> {
  const { env, loaded } = opened;
  const { provider } = asked;
  const found = await detectProviders({ env, config: loaded.config, only: provider, versions: "later" });
  const known = found.map(({ id }) => id);
  if (provider !== undefined && !known.includes(provider)) throw unknownProvider(provider, known);
  const meant = found.filter((one) => (provider === undefined ? isListed(one) : one.id === provider));
  const wanted = meant.filter(({ id }) => !except.includes(id));
  return Promise.all(wanted.map((one) => modelsOf(one, opened, asked)));
}

/** Those that a person would choose a model for. */
function isListed({ id, installed }: DetectedProvider): boolean {
  return installed && id !== "replay";
}

async function modelsOf(
  detected: DetectedProvider,
  opened: Opened,
  { keptOnly = false, timeoutSeconds = TIMEOUT_SECONDS }: Omit<ModelsPlace, keyof Place>,
): Promise<ModelList> {
  const { id, title, file, install } = detected;
  const { config } = opened.loaded;
  const provider = providerOf(id, config.customProviders[id]);
  const about = { provider: id, title };
  const { models: source } = provider;
  const none = (message: string, fix: string): ModelList => ({
    ...about,
    source: "none",
    models: [],
    problem: { message, fix },
  });
  if (source === undefined)
    return none(`${title} cannot be asked for its models.`, `prompts-gpt run --agent ${id} --model <name>`);
  if ("known" in source) return { ...about, source: "known", models: source.known.map((name) => ({ id: name })) };
  if (file === undefined) return none(`${title} is not installed.`, install);
  const { env } = agentEnv(opened.env, envRules(config, id));
  const query = { ...source, args: [...(config.providers[id]?.args ?? []), ...source.args] };
  const question: Question<readonly Model[]> = {
    ...query,
    provider: id,
    file,
    about: "models",
    stamped: source.changesWith?.(env) ?? [],
    limitMs: timeoutSeconds * 1000,
  };
  const place: AskPlace = { env, folders: workspaceFolders(opened) };
  const reply = keptOnly ? keptReply(question, env) : await askCli(question, place);
  if (reply?.kind === "answer") return { ...about, source: "listed", models: reply.answer };
  return none(
    `${title} has not said which models it has: ${reply?.why ?? "it was not asked"}.`,
    commandOf(query, provider),
  );
}

/** To be typed by the user, who then sees what it says. */
function commandOf({ args }: { readonly args: readonly string[] }, { executable }: Provider): string {
  return [executable, ...args].join(" ");
}
