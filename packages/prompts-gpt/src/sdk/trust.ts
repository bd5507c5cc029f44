import { resolve } from "node:path";
import type { UntrustedItem } from "../config/config.ts";
import { processEnv } from "../config/environment.ts";
import { loadConfig } from "../config/load.ts";
import { acceptLocalConfig, isForeign, wasChangedDuringRun } from "../workspace/local-config.ts";
import { accept, isTrusted, revoke } from "../workspace/trust.ts";
import type { Place } from "./place.ts";

export interface TrustStatus {
  readonly root: string;
  /** What the repository's configuration would execute. */
  readonly items: readonly UntrustedItem[];
  /** Whether exactly that was accepted. */
  readonly trusted: boolean;
  /** Whether the personal file was changed while an agent was at work: it counts as the repository's until it is accepted. */
  readonly changedDuringRun: boolean;
}

/** What the repository's configuration would execute, and whether the user has accepted it. Executes nothing. */
export async function trustStatus(place: Place = {}): Promise<TrustStatus> {
  const cwd = resolve(place.cwd ?? ".");
  const env = place.env ?? processEnv();
  const { root, untrusted: items } = await loadConfig({
    cwd,
    env,
    trusted: async () => false, // to be shown all there is
    isTracked: (path) => isForeign(path, env),
  });
  const trusted = items.length > 0 && (await isTrusted(root, items, env));
  return { root, items, trusted, changedDuringRun: wasChangedDuringRun(root, env) };
}

/** Accepts exactly `items` (what the user was shown) until one of them changes. */
export async function acceptTrust(place: Place & { readonly items: readonly UntrustedItem[] }): Promise<void> {
  const { root } = await trustStatus(place);
  const env = place.env ?? processEnv();
  if (place.items.length > 0) await accept(root, place.items, env);
  acceptLocalConfig(root, env);
}

/** Forgets what was accepted; says whether there was anything. */
export async function revokeTrust(place: Place = {}): Promise<boolean> {
  const { root } = await trustStatus(place);
  return revoke(root, place.env ?? processEnv());
}
