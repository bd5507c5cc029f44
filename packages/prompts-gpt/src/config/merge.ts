import { ROUTED } from "../providers/index.ts";
import type { CustomProvider } from "../providers/provider.ts";
import type { Config, Origin } from "./config.ts";
import type { ConfigLayer } from "./layer.ts";
import type { ConfigFile } from "./schema.ts";

/** Custom providers may still be half defined: another layer, or one that is not trusted, has the other half. */
type Merged = Omit<Config, "customProviders"> & {
  readonly customProviders: Readonly<Record<string, Partial<CustomProvider>>>;
};

const DEFAULTS: Config = {
  defaultAgent: "router",
  providerOrder: ROUTED,
  providers: {},
  customProviders: {},
  env: {},
  redact: [],
  disallowDestructiveGit: true,
  git: { allow: [] },
  verify: [],
  eval: {},
  worktree: {},
  budget: {},
  rateLimit: { wait: true, maxWaitMinutes: 60, failover: false },
  artifactsDir: ".scripts/runs",
  maxRunDirs: 20,
  timeoutSeconds: 1800,
  idleTimeoutSeconds: 0,
};

/** Later layers over earlier ones; `providers` and `customProviders` per name and field. */
export function mergeLayers(layers: readonly Pick<ConfigLayer, "values">[]): Merged {
  let merged: Merged = DEFAULTS;
  for (const { values } of layers) {
    const {
      $schema: _editorsOnly,
      providers,
      customProviders,
      env,
      redact = [],
      git,
      worktree,
      budget,
      rateLimit,
      ...rest
    } = values;
    merged = {
      ...merged,
      ...rest,
      env: { ...merged.env, ...env },
      git: { ...merged.git, ...git },
      eval: { ...merged.eval, ...values.eval },
      worktree: { ...merged.worktree, ...worktree },
      budget: { ...merged.budget, ...budget },
      rateLimit: { ...merged.rateLimit, ...rateLimit },
      redact: [...new Set([...merged.redact, ...redact])], // no file can take back what another one hides
      providers: mergeNamed(merged.providers, providers),
      customProviders: mergeNamed(merged.customProviders, customProviders),
    };
  }
  return merged;
}

/** The configuration without the custom providers that something is missing of. */
export function complete(merged: Merged): Config {
  const entries = Object.entries(merged.customProviders).flatMap(([name, part]) => {
    const { command, args, prompt, output } = part;
    const isWhole = command !== undefined && args !== undefined && prompt !== undefined && output !== undefined;
    return isWhole ? [[name, { ...part, command, args, prompt, output }] as const] : [];
  });
  return { ...merged, providers: byName(Object.entries(merged.providers)), customProviders: byName(entries) };
}

/** A record to look names up in that users typed: without a prototype, so that `constructor` is not found in it. */
function byName<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  const record: Record<string, T> = Object.fromEntries(entries);
  Object.setPrototypeOf(record, null);
  return record;
}

/** Which layer each value came from, by dotted key. */
export function originsOf(layers: readonly Pick<ConfigLayer, "values" | "layer" | "where">[]): Record<string, Origin> {
  const origins: Record<string, Origin> = {};
  for (const key of leafKeys(DEFAULTS)) origins[key] = { layer: "default", where: "built in" };
  for (const { values, layer, where } of layers) {
    for (const key of leafKeys(values)) origins[key] = { layer, where };
  }
  return origins;
}

function leafKeys({
  providers = {},
  customProviders = {},
  env = {},
  git = {},
  eval: judging = {},
  worktree = {},
  budget = {},
  rateLimit = {},
  ...rest
}: ConfigFile | Config): string[] {
  const top = Object.keys(rest).filter((key) => key !== "$schema");
  const nested = Object.entries({ env, git, eval: judging, worktree, budget, rateLimit }).flatMap(([group, fields]) =>
    Object.keys(fields).map((key) => `${group}.${key}`),
  );
  return [...top, ...nested, ...fieldKeys("providers", providers), ...fieldKeys("customProviders", customProviders)];
}

function fieldKeys(group: string, fieldsByName: Readonly<Record<string, object>>): string[] {
  return Object.entries(fieldsByName).flatMap(([name, fields]) =>
    Object.keys(fields).map((field) => `${group}.${name}.${field}`),
  );
}

function mergeNamed<T extends object>(
  base: Readonly<Record<string, T>>,
  over: Readonly<Record<string, T>> = {},
): Record<string, T> {
  const merged: Record<string, T> = { ...base };
  for (const [name, fields] of Object.entries(over)) merged[name] = { ...merged[name], ...fields };
  return merged;
}
