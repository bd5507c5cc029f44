import { join, resolve } from "node:path";
import { processEnv } from "../config/environment.ts";
import { findProjectRoot } from "../config/root.ts";
import { AuthError } from "../errors.ts";
import { answersIn } from "../registry/answer-cache.ts";
import { PromptsGptClient } from "../registry/client.ts";
import type { ClientOptions } from "../registry/client-options.ts";
import { resolveCredentials } from "../registry/resolve-credentials.ts";
import { loadCredentials } from "../registry/store.ts";
import { userCacheFolder } from "../user-folders.ts";
import { trackingBy } from "../workspace/git.ts";
import type { Place } from "./place.ts";

/** Where the registry is, and who asks. Without these: the environment, then what is stored in the project. */
export interface RegistryPlace extends Place, Pick<ClientOptions, "fetch" | "timeoutMs" | "onRequest" | "onRetry"> {
  readonly token?: string;
  readonly apiUrl?: string;
  /** Gives it up; nothing is half-written then. */
  readonly signal?: AbortSignal;
}

export interface OpenedRegistry {
  /** Absolute. */
  readonly root: string;
  readonly client: PromptsGptClient;
  readonly apiUrl: string;
}

/** A client for the project's registry. Rejects with an {@link AuthError} when nobody gave a token. */
export async function openRegistry({ token, apiUrl, ...place }: RegistryPlace): Promise<OpenedRegistry> {
  const env = place.env ?? processEnv();
  const root = findProjectRoot(resolve(place.cwd ?? "."));
  // A token that was given goes before a stored one, which need not even be readable then.
  const stored =
    token === undefined && !env["PROMPTS_GPT_TOKEN"] ? await loadCredentials(root, trackingBy(env)) : undefined;
  const resolved = resolveCredentials({ flag: { token, apiUrl }, env, stored });
  if (resolved.token === null)
    throw new AuthError(
      `There is no token for ${resolved.apiUrl}.`,
      "prompts-gpt init   (or: export PROMPTS_GPT_TOKEN=pgpt_…)",
    );
  const who = { apiUrl: resolved.apiUrl, token: resolved.token };
  const cache = answersIn(join(userCacheFolder(env), "registry"), who);
  return { root, apiUrl: who.apiUrl, client: new PromptsGptClient({ ...place, ...who, env, cache }) };
}
