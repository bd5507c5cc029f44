import type { Moved } from "../../workspace/lane/outside.ts";
import type { RefChange } from "../../workspace/lane/refs.ts";
import { textOf } from "../../workspace/snapshot/byte-path.ts";

const SHOWN = 5;

/** For people; undefined where nothing has moved. Whoever it was is not known, and not said. */
export function movedText({ head, refs, config, paths }: Moved): string | undefined {
  const all = [
    ...(head === undefined ? [] : [`HEAD is at ${shortName(head)}`]),
    ...some(refs.map(refText), "more branches, tags or other refs"),
    ...(config ? ["the repository's own configuration or hooks are others"] : []),
    ...some(paths.map(textOf), "more files"),
  ];
  if (all.length === 0) return undefined;
  return `Outside of the lanes something changed while they were open, by an agent, by you or by somebody else: ${all.join(", ")}.`;
}

function some(names: readonly string[], rest: string): string[] {
  const more = names.length - SHOWN;
  return more > 0 ? [...names.slice(0, SHOWN), `${more} ${rest}`] : [...names];
}

function refText({ name, before, after }: RefChange): string {
  if (name === "refs/stash") return after === undefined ? "the stash is empty" : "the stash is another";
  const what = shortName(name);
  if (before === undefined) return `${what} is new`;
  return after === undefined ? `${what} is gone` : `${what} has moved`;
}

function shortName(ref: string): string {
  const [, kind, name] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  if (name === undefined) return ref;
  return kind === "heads" ? `branch ${name}` : `tag ${name}`;
}
