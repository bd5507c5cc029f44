import type { LoadedConfig } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import { TrustError } from "../errors.ts";
import type { Env } from "../process/spawn.ts";
import { isForeign } from "../workspace/local-config.ts";
import { isTrusted } from "../workspace/trust.ts";

export interface ProjectPlace {
  readonly cwd: string;
  readonly env: Env;
  /** Accept what the repository's configuration executes, for this time. */
  readonly trust?: boolean;
  /** Providers that the user named: naming one accepts it. */
  readonly named?: readonly (string | undefined)[];
}

/** The configuration that holds at `cwd`, without anything of the repository's that would execute and was not accepted. */
export function loadProject({ cwd, env, trust, named = [] }: ProjectPlace): Promise<LoadedConfig> {
  return loadConfig({
    cwd,
    env,
    named: named.filter((name) => name !== undefined),
    trusted: async (root, items) => trust === true || (await isTrusted(root, items, env)),
    isTracked: (path) => isForeign(path, env),
  });
}

/** Refuses a run that would need something nobody has accepted. What it does not need is only left out. */
export function checkTrust({ untrusted }: LoadedConfig, provider: string): void {
  const needed = untrusted.filter(
    ({ key, value }) =>
      key.startsWith(`providers.${provider}.`) ||
      key === `customProviders.${provider}` ||
      (key === "defaultAgent" && value === provider),
  );
  const [first] = needed;
  if (first === undefined) return;
  throw new TrustError(
    `${first.file} would have this run start a program of its choice (${needed.map(({ key }) => key).join(", ")}), and nobody has accepted that yet.`,
    "Look at it and accept it: prompts-gpt trust   (or for this run alone: --trust)",
  );
}
