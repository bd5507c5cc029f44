import { basename, resolve } from "node:path";
import type { Finding } from "../finding.ts";
import { listLibrary } from "./library.ts";
import { type CheckedPrompt, checkPromptFile } from "./prompt-file.ts";
import type { PromptFile } from "./prompt.ts";
import { undeclaredFindings } from "./variables.ts";

/**
 * All that is to be said about the prompt files of the library, or about those at `paths` (absolute, or from the
 * root). Nothing is executed, nothing is thrown for what is in a file.
 */
export async function validateLibrary(root: string, paths?: readonly string[]): Promise<Finding[]> {
  const checked: CheckedPrompt[] = paths ? [] : await listLibrary(root);
  for (const path of paths ?? []) checked.push(await checkPromptFile(resolve(root, path), { root }));
  const prompts = checked.flatMap(({ prompt }) => (prompt ? [prompt] : []));
  return [
    ...checked.flatMap(({ findings }) => findings),
    ...prompts.flatMap((prompt) => undeclaredFindings(prompt)),
    ...duplicateSlugs(prompts),
  ].toSorted(byPlace);
}

function duplicateSlugs(prompts: readonly PromptFile[]): Finding[] {
  const first = new Map<string, PromptFile>();
  const findings: Finding[] = [];
  for (const prompt of prompts) {
    const other = first.get(prompt.slug);
    if (!other) {
      first.set(prompt.slug, prompt);
      continue;
    }
    findings.push({
      severity: "error",
      code: "prompt.duplicate-slug",
      file: prompt.relativePath,
      line: 1,
      message: `The slug "${prompt.slug}" is taken by ${other.relativePath}.`,
      fix: `Give ${basename(prompt.path)} another slug.`,
    });
  }
  return findings;
}

function byPlace(a: Finding, b: Finding): number {
  if (a.file !== b.file) return (a.file ?? "") < (b.file ?? "") ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0);
}
