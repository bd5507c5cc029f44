import type { Finding } from "../finding.ts";
import { isProviderKey } from "../providers/keys.ts";
import { BASE_VARIABLES, isNamed } from "../variable-names.ts";
import type { ConfigLayer } from "./layer.ts";
import type { ConfigFile } from "./schema.ts";

type EnvLists = NonNullable<ConfigFile["env"]>;

/**
 * What committed layers say of the agent's environment can only take from it: what they block is blocked beside what the
 * layers below block, and of what they pass only what the layers below pass too.
 */
export function narrowEnv(layers: readonly ConfigLayer[]): { layers: ConfigLayer[]; findings: Finding[] } {
  const findings: Finding[] = [];
  let below: EnvLists = {};
  const narrowed = layers.map((layer) => {
    const { env } = layer.values;
    if (env === undefined) return layer;
    const lists = layer.committed ? within(env, below) : env;
    for (const [index, name] of (env.pass ?? []).entries())
      if (!(lists.pass ?? []).includes(name)) findings.push(notApplied(layer, index, name));
    below = { ...below, ...lists };
    return { ...layer, values: { ...layer.values, env: lists } };
  });
  return { layers: narrowed, findings };
}

function within({ pass, block }: EnvLists, below: EnvLists): EnvLists {
  return {
    ...(pass === undefined ? {} : { pass: pass.filter((name) => isPassed(name, below)) }),
    ...(block === undefined ? {} : { block: [...new Set([...(below.block ?? []), ...block])] }),
  };
}

/** Whether it reaches an agent as things stand: a key of another provider only by its own name. */
function isPassed(name: string, { pass }: EnvLists): boolean {
  if (isProviderKey(name)) return pass?.some((other) => other.toUpperCase() === name.toUpperCase()) === true;
  return pass === undefined || isNamed([...BASE_VARIABLES, ...pass], name);
}

function notApplied(layer: ConfigLayer, index: number, name: string): Finding {
  return {
    severity: "warning",
    code: "config.widening",
    file: layer.where,
    line: layer.lineOf(["env", "pass", String(index)]),
    message: `"env.pass": ${JSON.stringify(name)} would give the agent more of your environment; what comes with a repository may only narrow: not applied.`,
    fix: `To pass it, name it in "env.pass" of .prompts-gpt/config.local.json.`,
  };
}
