import { UserError, AuthError } from "../errors.ts";
import type { RegistryModel } from "../registry/contract/types.ts";
import { resolveCredentials } from "../registry/resolve-credentials.ts";
import { loadCredentials } from "../registry/store.ts";
import { trackingBy } from "../workspace/git.ts";
import { listModelsAt, type ModelList, type ModelsPlace } from "./models.ts";
import { openPlace } from "./place.ts";
import { openRegistry, type RegistryPlace } from "./registry.ts";

export interface FetchModelsInput
  extends RegistryPlace, Pick<ModelsPlace, "provider" | "keptOnly" | "timeoutSeconds"> {}

export interface FetchedModels {
  /** The registry that was asked; null without a token: then nobody was. */
  readonly apiUrl: string | null;
  /** Why the registry could not be asked, and what to type; the lists are the providers' own then. */
  readonly problem?: { readonly message: string; readonly fix: string };
  readonly providers: readonly ModelList[];
}

/**
 * The models of each provider: those that the registry names where there is a token, else what {@link listModels} finds. A
 * registry that cannot be reached is told in `problem`. Rejects with an {@link AuthError} when it refuses the token.
 */
export async function fetchModels({
  provider,
  keptOnly,
  timeoutSeconds,
  ...place
}: FetchModelsInput = {}): Promise<FetchedModels> {
  const opened = await openPlace(place);
  const { models, ...asked } = await askRegistry(place, opened);
  const named = new Map<string, RegistryModel[]>();
  for (const model of models) {
    if (provider === undefined || model.provider === provider) {
      named.set(model.provider, [...(named.get(model.provider) ?? []), model]);
    }
  }
  const wish = {
    ...(provider === undefined ? {} : { provider }),
    ...(keptOnly === undefined ? {} : { keptOnly }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  };
  // A provider that only the registry knows is no mistake.
  const isAnswered = provider !== undefined && named.has(provider);
  const own = isAnswered ? [] : await listModelsAt(opened, { ...wish, except: [...named.keys()] });
  return { ...asked, providers: [...[...named].map(([id, list]) => registryList(id, list)), ...own] };
}

function registryList(provider: string, models: readonly RegistryModel[]): ModelList {
  const shown = models.map(({ id, title }) => (title === undefined ? { id } : { id, title }));
  return { provider, title: provider, source: "registry", models: shown };
}

type Asked = Omit<FetchedModels, "providers"> & { readonly models: readonly RegistryModel[] };

async function askRegistry(
  place: RegistryPlace,
  { env, loaded }: Awaited<ReturnType<typeof openPlace>>,
): Promise<Asked> {
  const { token, apiUrl } = place;
  const isGiven = token !== undefined || Boolean(env["PROMPTS_GPT_TOKEN"]);
  const stored = isGiven ? undefined : await loadCredentials(loaded.root, trackingBy(env));
  const found = resolveCredentials({ flag: { token, apiUrl }, env, stored });
  if (found.token === null) return { apiUrl: null, models: [] };
  const { client } = await openRegistry(place);
  try {
    const models = await client.fetchModels(place.signal === undefined ? {} : { signal: place.signal });
    return { apiUrl: found.apiUrl, models };
  } catch (error) {
    if (!(error instanceof UserError) || error instanceof AuthError) throw error;
    return { apiUrl: found.apiUrl, problem: { message: error.message, fix: error.fix }, models: [] };
  }
}
