import { resolve } from "node:path";
import { processEnv } from "../config/environment.ts";
import { findProjectRoot } from "../config/root.ts";
import { AuthError, ConfigError, ExecutionError } from "../errors.ts";
import { checkApiUrl } from "../registry/api-url.ts";
import { PromptsGptClient } from "../registry/client.ts";
import type { ProjectContext } from "../registry/contract/types.ts";
import { type ResolvedCredentials, resolveCredentials } from "../registry/resolve-credentials.ts";
import { loadCredentials, saveCredentials, type Tracking } from "../registry/store.ts";
import type { Env } from "../process/spawn.ts";
import { trackingBy } from "../workspace/git.ts";
import type { RegistryPlace } from "./registry.ts";
import { initRunConfig } from "./run-config.ts";

export interface InitInput extends RegistryPlace {
  /** Set the project up without a registry: no token, no request. Default false. */
  readonly offline?: boolean;
  /** Asked for a token for `apiUrl` when nobody gave one and none is stored. Default: that is an {@link AuthError}. */
  readonly askToken?: (apiUrl: string) => Promise<string>;
}

export interface InitResult {
  readonly schemaVersion: 1;
  /** Of the project. Absolute. */
  readonly root: string;
  /** What the token stands for; null with `offline`. */
  readonly project: ProjectContext | null;
  /** The registry; null with `offline`. */
  readonly apiUrl: string | null;
  /**
   * `stored`: the token was stored now. `kept`: it had been stored before. `environment`: it stands in PROMPTS_GPT_TOKEN,
   * where it is found again, and was not stored. `none`: with `offline`.
   */
  readonly token: "stored" | "kept" | "environment" | "none";
  /** What was written or added to, from the root. */
  readonly written: readonly string[];
}

/**
 * Sets a project up for a registry: tries the token there, stores it, and does what {@link initRunConfig} does. A second
 * time it changes nothing. Rejects with an {@link AuthError} for a token that is missing or refused and an
 * {@link ExecutionError} when the registry cannot be reached; then nothing was written.
 */
export async function initProject({ offline = false, askToken, ...place }: InitInput = {}): Promise<InitResult> {
  const env = place.env ?? processEnv();
  const root = findProjectRoot(resolve(place.cwd ?? "."));
  if (offline) {
    if (place.token !== undefined)
      throw new ConfigError("Offline no token can be tried.", "prompts-gpt init --offline");
    const { written } = await initRunConfig(place);
    return { schemaVersion: 1, root, project: null, apiUrl: null, token: "none", written };
  }
  const git = trackingBy(env);
  const found = await findToken({ place, askToken }, { root, env, git });
  const project = await tryToken(found, { ...place, env });
  const { written } = await initRunConfig(place);
  const { token, apiUrl, tokenFrom } = found;
  const result = { schemaVersion: 1, root, project, apiUrl } as const;
  if (tokenFrom !== "flag") return { ...result, token: tokenFrom === "stored" ? "kept" : "environment", written };
  const stored = await loadCredentials(root, git);
  if (stored?.token === token && stored.apiUrl === apiUrl) return { ...result, token: "kept", written };
  await saveCredentials(root, { token, apiUrl }, git);
  return { ...result, token: "stored", written: [...written, ".prompts-gpt/.credentials.json"] };
}

type Found = ResolvedCredentials & { readonly token: string };
type Wish = { readonly place: RegistryPlace; readonly askToken: InitInput["askToken"] };
type Surroundings = { readonly root: string; readonly env: Env; readonly git: Tracking };

async function findToken({ place, askToken }: Wish, { root, env, git }: Surroundings): Promise<Found> {
  const flag = { token: place.token, apiUrl: place.apiUrl };
  const isGiven = place.token !== undefined || Boolean(env["PROMPTS_GPT_TOKEN"]);
  const stored = isGiven ? undefined : await loadCredentials(root, git);
  const asked = place.apiUrl ?? (env["PROMPTS_GPT_API_URL"] || undefined);
  // Who names another registry wants another token: the stored one goes nowhere else.
  const isForIt = asked === undefined || stored?.apiUrl === checkApiUrl(asked, "--api-url or PROMPTS_GPT_API_URL");
  const resolved = resolveCredentials({ flag, env, stored: isForIt ? stored : undefined });
  if (resolved.token !== null) return { ...resolved, token: resolved.token };
  if (askToken === undefined)
    throw new AuthError(
      `There is no token for ${resolved.apiUrl}, and nobody is there to be asked for one.`,
      "prompts-gpt init --token-stdin <token.txt   (or without a registry: prompts-gpt init --offline)",
    );
  const token = await askToken(resolved.apiUrl);
  return { ...resolveCredentials({ flag: { ...flag, token }, env }), token };
}

async function tryToken({ token, apiUrl }: Found, place: RegistryPlace & { env: Env }): Promise<ProjectContext> {
  const client = new PromptsGptClient({ ...place, token, apiUrl });
  try {
    return await client.getProject(place.signal === undefined ? {} : { signal: place.signal });
  } catch (error) {
    if (!(error instanceof ExecutionError)) throw error;
    throw new ExecutionError(
      `${error.message} Nothing was stored.`,
      `${error.fix}   (or without a registry: prompts-gpt init --offline)`,
      { cause: error },
    );
  }
}
