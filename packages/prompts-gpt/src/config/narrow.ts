import type { Finding } from "../finding.ts";
import {
  DEFAULT_ACCESS,
  isWider,
  narrower,
  PERMISSION_MODE_ACCESS,
  SANDBOX_ACCESS,
} from "../providers/access-words.ts";
import type { Access } from "../providers/provider.ts";
import type { ConfigLayer } from "./layer.ts";
import type { ConfigFile } from "./schema.ts";

const KEYS = ["access", "sandbox", "permissionMode"] as const;
type Key = (typeof KEYS)[number];
type Words = Pick<ConfigFile, Key>;

/** Takes out of committed layers what would let an agent do more than the layers below allow, and says so. */
export function narrowOnly(layers: readonly ConfigLayer[]): { layers: ConfigLayer[]; findings: Finding[] } {
  const findings: Finding[] = [];
  let below: Words = {};
  const narrowed = layers.map((layer) => {
    const values = { ...layer.values };
    for (const key of layer.committed ? KEYS : []) {
      const level = meaning(key, values[key]);
      const limit = limitOf(below);
      if (level === undefined || !isWider(level, limit)) continue;
      if (values[key] !== below[key]) findings.push(notApplied(layer, key, { level, limit }));
      delete values[key];
    }
    below = { ...below, ...values };
    return { ...layer, values };
  });
  return { layers: narrowed, findings };
}

/** The narrowest of all that was said, whichever key said it: one must not undo the other. */
function limitOf(below: Words): Access {
  const levels = KEYS.map((key) => meaning(key, below[key])).filter((level) => level !== undefined);
  // A word for one provider says nothing about the others: for them the default stands.
  if (below.access === undefined) levels.push(DEFAULT_ACCESS);
  return levels.reduce(narrower);
}

function meaning(key: Key, word: string | undefined): Access | undefined {
  if (word === undefined) return undefined;
  if (key === "sandbox") return SANDBOX_ACCESS[word];
  return key === "permissionMode" ? PERMISSION_MODE_ACCESS[word] : ACCESS[word];
}

const ACCESS: Readonly<Record<string, Access>> = { read: "read", write: "write", full: "full" };

function notApplied(layer: ConfigLayer, key: Key, { level, limit }: { level: Access; limit: Access }): Finding {
  const word = JSON.stringify(layer.values[key]);
  return {
    severity: "warning",
    code: "config.widening",
    file: layer.where,
    line: layer.lineOf([key]),
    message: `"${key}": ${word} would allow more than ${limit}; what comes with a repository may only narrow: not applied.`,
    fix: `To allow it for one run: --access ${level}`,
  };
}
