import { readdir } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { codeOf } from "../error-code.ts";
import { UserError } from "../errors.ts";
import type { Finding } from "../finding.ts";
import { type CheckedPrompt, checkPromptFile } from "../prompts/prompt-file.ts";
import { secretFindings } from "../prompts/secrets.ts";
import { LIBRARY, readPromptText, refuseLinks } from "../prompts/read-prompt.ts";
import { checkMentions } from "./check-steps.ts";
import { complainIn } from "./findings.ts";
import type { Pipeline, Step } from "./pipeline.ts";
import { type CheckedPipeline, readPipeline } from "./read-pipeline.ts";

const UNREADABLE = "pipeline.unreadable";
// Written out: in the bundle, what this file imports may not be there yet when it is loaded.
/** Where a project keeps its pipelines, from its root. */
const PIPELINES = ".prompts-gpt/pipelines";

/** Whether a path is one of a pipeline, by its name. */
export function isPipelinePath(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}

/**
 * All that is to be said about the pipelines of the library, or about those at `paths` (absolute, or from the root), with
 * the prompt files that they name. Nothing is executed, nothing is thrown for what is in a file.
 */
export async function validatePipelines(root: string, paths?: readonly string[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const path of paths ?? (await listPipelines(root))) {
    const checked = await checkPipelineFile(resolve(root, path), { root });
    const isRead = checked.findings.every(({ code }) => code !== UNREADABLE);
    findings.push(...checked.findings, ...(isRead ? await secretFindings(resolve(root, path), { root }) : []));
  }
  return findings;
}

/** Reads one pipeline file, and what its steps say in prompt files. */
export async function checkPipelineFile(path: string, { root }: { readonly root: string }): Promise<CheckedPipeline> {
  const file = relative(root, path).replaceAll(sep, "/");
  try {
    const library = join(resolve(root), LIBRARY);
    if (path.startsWith(library + sep)) refuseLinks({ path, file, library });
    const checked = await readPipeline(readPromptText(path, file), file);
    const more = await promptFileFindings(checked, { root, file });
    return more.length === 0 ? checked : { findings: [...checked.findings, ...more] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, fix } = error;
    return { findings: [complainIn(file)("unreadable", 1, { message: message.replace(`${file}: `, ""), fix })] };
  }
}

interface Place {
  readonly root: string;
  readonly file: string;
}

async function promptFileFindings({ pipeline, lineOf }: CheckedPipeline, place: Place): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const step of pipeline?.steps ?? []) {
    if (pipeline === undefined || step.task.kind !== "file") continue;
    found.push(...(await promptFindings(step, { ...place, pipeline, line: lineOf?.(step.id, "promptFile") ?? 1 })));
  }
  return found;
}

async function promptFindings(
  step: Step,
  { root, file, line, pipeline }: Place & { readonly line: number; readonly pipeline: Pipeline },
): Promise<Finding[]> {
  if (step.task.kind !== "file") return [];
  const { path } = step.task;
  const complain = complainIn(file);
  const refusal = refusalOf(path, root);
  const { prompt, findings } = refusal ?? (await checkPromptFile(join(root, path), { root }));
  if (prompt !== undefined) return checkMentions({ step, prompt: prompt.body, line }, pipeline.steps, complain);
  const first = findings.find(({ severity }) => severity === "error");
  const message = `The prompt file ${path} of "${step.id}" does not hold: ${first?.message ?? "it cannot be read."}`;
  return [complain("prompt-file", line, { message, fix: first?.fix ?? `See all of it: prompts-gpt validate ${path}` })];
}

/** A link in a repository must not have any file of this user sent to an agent. */
function refusalOf(path: string, root: string): CheckedPrompt | undefined {
  try {
    refuseLinks({ path: join(root, path), file: path, library: root });
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { findings: [{ severity: "error", code: "prompt.unreadable", message: error.message, fix: error.fix }] };
  }
}

/** The pipelines of the library, from the root, sorted by name. */
export async function listPipelines(root: string): Promise<string[]> {
  const entries = await readdir(join(root, PIPELINES), { withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
    throw error;
  });
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  return names
    .filter((name) => isPipelinePath(name) && !name.startsWith("."))
    .toSorted()
    .map((name) => `${PIPELINES}/${name}`);
}
