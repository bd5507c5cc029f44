/** What the graph of a pipeline is made of. */
interface Node {
  readonly id: string;
  readonly needs: readonly string[];
}

/** All that a step needs, directly or by way of others, without itself unless it is part of a cycle. */
export function allNeeds(id: string, nodes: readonly Node[]): ReadonlySet<string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found = new Set<string>();
  const waiting = [...(byId.get(id)?.needs ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    waiting.push(...(byId.get(next)?.needs ?? []));
  }
  return found;
}

/**
 * So that each stands after what it needs, and otherwise as in the file. Steps of a cycle, and those that need one, are left
 * out: none of them could ever start.
 */
export function inOrder<T extends Node>(nodes: readonly T[]): readonly T[] {
  const known = new Set(nodes.map(({ id }) => id));
  const done = new Set<string>();
  const ordered: T[] = [];
  for (;;) {
    const next = nodes.find(({ id, needs }) => !done.has(id) && needs.every((one) => done.has(one) || !known.has(one)));
    if (next === undefined) return ordered;
    done.add(next.id);
    ordered.push(next);
  }
}

/** Each cycle once, as it is walked: `[a, b, a]`. Two that share a step may be told as one. */
export function findCycles(nodes: readonly Node[]): readonly (readonly string[])[] {
  const ordered = new Set<Node>(inOrder(nodes));
  const stuck = new Map(nodes.filter((node) => !ordered.has(node)).map((node) => [node.id, node]));
  const seen = new Set<string>();
  const cycles: string[][] = [];
  for (const id of stuck.keys()) {
    const trail: string[] = [];
    // Each stuck step needs another stuck one: the walk ends in a circle, or where an earlier walk was.
    for (let at: string | undefined = id; at !== undefined; at = stuck.get(at)?.needs.find((one) => stuck.has(one))) {
      if (trail.includes(at)) cycles.push([...trail.slice(trail.indexOf(at)), at]);
      if (seen.has(at)) break;
      seen.add(at);
      trail.push(at);
    }
  }
  return cycles;
}
