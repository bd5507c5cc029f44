import type { Finding } from "../finding.ts";
import type { ConfigLayer } from "./layer.ts";
import { mergeLayers } from "./merge.ts";

type Group = "budget" | "rateLimit";
type Fields = Readonly<Record<string, number | boolean>>;

/**
 * Takes out of committed layers the limits that are higher than what the layers below say, and says so: more money, more
 * time or another agent is for the user to allow. True is more than false.
 */
export function narrowLimits(layers: readonly ConfigLayer[]): { layers: ConfigLayer[]; findings: Finding[] } {
  const findings: Finding[] = [];
  const narrowed: ConfigLayer[] = [];
  for (const layer of layers) {
    const below = mergeLayers(narrowed);
    const kept = (["budget", "rateLimit"] as const).flatMap((group) => {
      const said: Fields | undefined = layer.values[group];
      if (said === undefined) return [];
      const limits: Fields = below[group];
      const isHigher = (key: string, value: number | boolean) => value > (limits[key] ?? Infinity);
      const high = Object.entries(said).filter(([key, value]) => layer.committed && isHigher(key, value));
      findings.push(...high.map(([key, value]) => notApplied(layer, [group, key], { value, limit: limits[key] })));
      const names = new Set(high.map(([key]) => key));
      return [[group, Object.fromEntries(Object.entries(said).filter(([key]) => !names.has(key)))] as const];
    });
    narrowed.push({ ...layer, values: { ...layer.values, ...Object.fromEntries(kept) } });
  }
  return { layers: narrowed, findings };
}

function notApplied(
  layer: ConfigLayer,
  path: readonly [Group, string],
  { value, limit }: { readonly value: number | boolean; readonly limit: number | boolean | undefined },
): Finding {
  const key = path.join(".");
  return {
    severity: "warning",
    code: "config.widening",
    file: layer.where,
    line: layer.lineOf(path),
    message: `"${key}": ${value} would allow more than ${limit}; what comes with a repository may only narrow: not applied.`,
    fix: `To allow it, set "${key}" in .prompts-gpt/config.local.json.`,
  };
}
