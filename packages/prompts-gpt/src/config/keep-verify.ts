import type { ConfigLayer } from "./layer.ts";

/**
 * What the layers below demand of a result, a committed layer cannot take away: its commands are added to theirs. One's
 * own file replaces what stands below it, as everywhere.
 */
export function keepVerify(layers: readonly ConfigLayer[]): ConfigLayer[] {
  let below: readonly string[] = [];
  return layers.map((layer) => {
    const { verify } = layer.values;
    if (verify === undefined) return layer;
    const all = layer.committed ? [...new Set([...below, ...verify])] : verify;
    below = all;
    return { ...layer, values: { ...layer.values, verify: all } };
  });
}
