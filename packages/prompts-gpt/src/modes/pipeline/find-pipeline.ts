import { statSync } from "node:fs";
import { basename, relative, resolve, sep } from "node:path";
import { ConfigError, ValidationError } from "../../errors.ts";
import { nearest } from "../../nearest.ts";
import type { Pipeline } from "../../pipeline/pipeline.ts";
import { checkPipelineFile, listPipelines } from "../../pipeline/validate-pipelines.ts";
import type { Finding } from "../../finding.ts";
import { shellWord } from "../../shell-word.ts";

/** A pipeline file that was read and holds. */
export interface PipelineFile {
  /** Absolute. */
  readonly path: string;
  /** From the project root, with `/`. */
  readonly relativePath: string;
  readonly pipeline: Pipeline;
  /** Warnings only. */
  readonly findings: readonly Finding[];
}

interface Place {
  readonly root: string;
  readonly cwd: string;
}

/** Reads the pipeline that is meant: a path from `cwd` or the root, or a name of the library. Throws a ValidationError with every finding when it does not hold. */
export async function findPipeline(name: string | undefined, { root, cwd }: Place): Promise<PipelineFile> {
  const path = await pathOf(name, { root, cwd });
  const relativePath = relative(root, path).replaceAll(sep, "/");
  const { pipeline, findings } = await checkPipelineFile(path, { root });
  const [first, ...others] = findings.filter(({ severity }) => severity === "error");
  if (pipeline !== undefined && first === undefined) return { path, relativePath, pipeline, findings };
  const place = first?.line === undefined ? relativePath : `${relativePath}:${first.line}`;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  throw new ValidationError(
    `${place}: ${first?.message ?? "it cannot be read."}${more}`,
    others.length === 0 && first?.fix !== undefined
      ? first.fix
      : `See all of it: prompts-gpt validate ${shellWord(relativePath)}`,
  );
}

async function pathOf(name: string | undefined, { root, cwd }: Place): Promise<string> {
  const library = await listPipelines(root);
  if (name === undefined) return resolve(root, onlyOf(library));
  const named = library.filter((path) => [basename(path), stemOf(path)].includes(name));
  const meant = [resolve(cwd, name), resolve(root, name), ...named.map((path) => resolve(root, path))];
  const found = meant.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
  if (found !== undefined) return found;
  const near = nearest(stemOf(name), library.map(stemOf)) ?? (library[0] && stemOf(library[0]));
  throw new ConfigError(
    `There is no pipeline "${name}".`,
    near === undefined
      ? "See how one is written: docs/pipelines.md"
      : `prompts-gpt orchestrate --mode pipeline ${near}`,
  );
}

function onlyOf([first, ...others]: readonly string[]): string {
  if (first === undefined)
    throw new ConfigError(
      "There is no pipeline in .prompts-gpt/pipelines.",
      "Name one: prompts-gpt orchestrate --mode pipeline -f pipeline.yaml",
    );
  if (others.length === 0) return first;
  const names = [first, ...others].map((path) => `  ${stemOf(path)}`).join("\n");
  throw new ConfigError(
    `Which pipeline? There are several.\n${names}`,
    `Name one: prompts-gpt orchestrate --mode pipeline ${stemOf(first)}`,
  );
}

function stemOf(path: string): string {
  return basename(path).replace(/\.ya?ml$/i, "");
}
