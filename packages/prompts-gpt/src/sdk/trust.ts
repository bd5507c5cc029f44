import { resolve } from "node:path";
import type { UntrustedItem } from "../config/config.ts";
import { processEnv } from "../config/environment.ts";
import { loadConfig } from "../config/load.ts";
import { findProjectRoot } from "../config/root.ts";
import { acceptItems, isPromptTrusted, libraryItems } from "../modes/prompt-trust.ts";
import { acceptLocalConfig, isForeign, wasChangedDuringRun } from "../workspace/local-config.ts";
import { isTrusted, revoke } from "../workspace/trust.ts";
import type { Place } from "./place.ts";

export interface TrustStatus {
  readonly root: string;
  /** What the repository's configuration would execute, and its prompt files (`frontmatter.verify`). */
  readonly items: readonly UntrustedItem[];
  /** Whether exactly that was accepted. */
  readonly trusted: boolean;
  /** Whether the personal file was changed while an agent was at work: it counts as the repository's until it is accepted. */
  readonly changedDuringRun: boolean;
}

/** What the repository's configuration and its prompt files would execute, and whether the user has accepted all of it. Executes nothing. */
export async function trustStatus(place: Place = {}): Promise<TrustStatus> {
  const cwd = resolve(place.cwd ?? ".");
  const env = place.env ?? processEnv();
  const { root, untrusted } = await loadConfig({
    cwd,
    env,
    trusted: async () => false, // to be shown all there is
    isTracked: (path) => isForeign(path, env),
  });
  const ofPrompts = await libraryItems(root);
  const items = [...untrusted, ...ofPrompts];
  const answers = await Promise.all([
    ...(untrusted.length === 0 ? [] : [isTrusted(root, untrusted, env)]),
    ...ofPrompts.map((item) => isPromptTrusted(root, item, env)),
  ]);
  const trusted = items.length > 0 && answers.every(Boolean);
  return { root, items, trusted, changedDuringRun: wasChangedDuringRun(root, env) };
}

/** Accepts exactly `items` (what the user was shown) until one of them changes. */
export async function acceptTrust(place: Place & { readonly items: readonly UntrustedItem[] }): Promise<void> {
  const root = findProjectRoot(resolve(place.cwd ?? "."));
  const env = place.env ?? processEnv();
  await acceptItems(root, place.items, env);
  acceptLocalConfig(root, env);
}

/** Forgets what was accepted; says whether there was anything. */
export async function revokeTrust(place: Place = {}): Promise<boolean> {
  return revoke(findProjectRoot(resolve(place.cwd ?? ".")), place.env ?? processEnv());
}
