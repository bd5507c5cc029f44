import { join } from "node:path";
import { ConfigError } from "../../errors.ts";
import type { Step } from "../../pipeline/pipeline.ts";
import { summariesIn } from "../../pipeline/summaries.ts";
import type { PromptFile, VariableValues } from "../../prompts/prompt.ts";
import { narrower } from "../../providers/access-words.ts";
import { RUN_FILES } from "../../runs/run-dir.ts";
import { sha256 } from "../../sha256.ts";
import { fileHash } from "../group/edited.ts";
import type { ReadPrompt } from "../group/read-prompts.ts";
import { type PromptSource, readPrompt } from "../prompt-source.ts";
import type { PipelineFile } from "./find-pipeline.ts";

interface Place {
  readonly root: string;
  readonly cwd: string;
  readonly vars?: VariableValues | undefined;
}

/** The prompt of every step, in their order. What a step says of provider, model, access and time stands in its file's fields, so that the rules for what a repository may say hold for it. */
export async function readSteps(file: PipelineFile, place: Place): Promise<ReadPrompt[]> {
  const { steps } = file.pipeline;
  const [named] = Object.keys(place.vars ?? {});
  if (named !== undefined && steps.every(({ task }) => task.kind === "text"))
    throw new ConfigError(
      `No step of ${file.relativePath} takes a variable: only prompt files do.`,
      `Leave out --var ${named}=…, or give the step a file: promptFile: path`,
    );
  checkValues(place.vars ?? {});
  const read: ReadPrompt[] = [];
  for (const step of steps) {
    const source = await sourceOf(step, file, place);
    read.push({ planned: plannedOf(step, source), source });
  }
  return read;
}

/** A value is data, and what it says is not filled in again: one that could be taken for a placeholder of ours is refused. */
function checkValues(vars: VariableValues): void {
  const sly = Object.keys(vars).find((name) => summariesIn(String(vars[name])).length > 0);
  if (sly === undefined) return;
  throw new ConfigError(
    `The value of "${sly}" holds {{steps.….summary}}, which would be filled in.`,
    `Give another value: --var ${sly}=…`,
  );
}

async function sourceOf(step: Step, file: PipelineFile, { root, cwd, vars }: Place): Promise<Required<PromptSource>> {
  const { task } = step;
  if (task.kind === "text") return { text: task.text, file: withWishes(inline(step, file), step), findings: [] };
  const source = await readPrompt({ promptFile: join(root, task.path), ...(vars && { vars }) }, { root, cwd });
  if (source.file === undefined) throw new Error("a prompt that was read from a file has one");
  return { ...source, file: withWishes(source.file, step) };
}

/** The pipeline file, as the prompt file of one of its steps. */
function inline(step: Step, { path, relativePath, pipeline }: PipelineFile): PromptFile {
  return {
    path,
    relativePath,
    title: pipeline.name === undefined ? step.id : `${pipeline.name}: ${step.id}`,
    slug: step.id.toLowerCase(),
    body: "",
    bodyLine: 1,
    unknown: [],
    findings: [],
    outputType: "text",
    supportedTools: [],
    tags: [],
    source: "local",
    variables: {},
    sweepFields: {},
  };
}

/** What the step says stands above what its prompt file says, but for the access: the narrower one holds. */
function withWishes(file: PromptFile, { provider, model, access, timeoutSeconds }: Step): PromptFile {
  const whose = provider === undefined ? { model: model ?? file.model } : { provider, model };
  const both = access !== undefined && file.access !== undefined ? narrower(access, file.access) : undefined;
  return {
    ...file,
    ...whose,
    access: both ?? access ?? file.access,
    timeoutSeconds: timeoutSeconds ?? file.timeoutSeconds,
  };
}

function plannedOf({ id }: Step, { text, file }: Required<PromptSource>): ReadPrompt["planned"] {
  const { body: _body, findings: _findings, ...kept } = file;
  return {
    name: id,
    promptFile: file.relativePath,
    file: kept,
    copy: `${id}.${RUN_FILES.prompt}`,
    fileSha256: fileHash(file.path) ?? "",
    sha256: sha256(text),
  };
}
