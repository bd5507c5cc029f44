import { realpath } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import type { Finding } from "../finding.ts";
import { liesIn, realPlace } from "../real-place.ts";
import type { ConfigLayer } from "./layer.ts";

/** A repository may not say that files are written outside of it, nor into `.git`. */
export async function checkArtifactsDir(root: string, layer: ConfigLayer): Promise<Finding[]> {
  const { artifactsDir } = layer.values;
  if (!layer.committed || artifactsDir === undefined) return [];
  const target = resolve(root, artifactsDir);
  const isInside = liesIn(root, target) && liesIn(await realpath(root), await realPlace(target));
  const isGit = relative(root, target)
    .split(sep)
    .some((part) => part.toLowerCase() === ".git");
  if (isInside && !isGit) return [];
  return [
    {
      severity: "error",
      code: "config.artifacts-dir",
      file: layer.where,
      line: layer.lineOf(["artifactsDir"]),
      message: `"artifactsDir" is ${JSON.stringify(artifactsDir)}, which leads ${isInside ? "into .git" : "out of the project"}: a committed file may not say that.`,
      fix: "Write a folder of the project; for another one use --artifacts-dir or config.local.json.",
    },
  ];
}
