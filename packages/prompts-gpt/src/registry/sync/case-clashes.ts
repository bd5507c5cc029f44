import { dirname } from "node:path";
import type { PromptPack } from "../contract/types.ts";
import type { PackProblem } from "../packs.ts";
import { namesIn } from "./library-files.ts";
import type { Manifest } from "./manifest.ts";
import { pathOf } from "./plan.ts";

/**
 * Prompts whose file would have the name of one that stands there, in upper and lower case apart: on many systems the two
 * are one file. They are left out on all, so that a library means the same everywhere.
 */
export function withoutClashes(
  root: string,
  { prompts, manifest }: { prompts: readonly PromptPack[]; manifest: Manifest },
): { prompts: readonly PromptPack[]; problems: readonly PackProblem[] } {
  const paths = new Map(prompts.map((pack) => [pack, pathOf(pack, manifest.get(pack.slug))]));
  const there = new Map(
    [...new Set([...paths.values()].map(dirname))].flatMap((folder) =>
      otherSpellings(root, folder).map((path) => [path.toLowerCase(), path] as const),
    ),
  );
  const problems: PackProblem[] = [];
  const fitting = prompts.filter((pack) => {
    const other = there.get(paths.get(pack) ?? "");
    if (other === undefined) return true;
    const message = `${other} stands there, and the names differ in upper and lower case alone: rename that file`;
    problems.push({ name: JSON.stringify(pack.slug), message });
    return false;
  });
  return { prompts: fitting, problems };
}

/** Names of files that no prompt of a registry has: those are in lower case. */
function otherSpellings(root: string, folder: string): string[] {
  return namesIn(root, folder)
    .filter((name) => name !== name.toLowerCase())
    .map((name) => `${folder}/${name}`);
}
