import { basename, resolve } from "node:path";
import type { Finding } from "../finding.ts";
import { listLibrary } from "./library.ts";
import { type CheckedPrompt, checkPromptFile, checkPromptText, UNREADABLE } from "./prompt-file.ts";
import type { PromptFile } from "./prompt.ts";
import { secretFindings, secretsInText } from "./secrets.ts";
import { undeclaredFindings } from "./variables.ts";

/**
 * All that is to be said about the prompt files of the library, or about those at `paths` (absolute, or from the
 * root). Nothing is executed, nothing is thrown for what is in a file.
 */
export async function validateLibrary(root: string, paths?: readonly string[]): Promise<Finding[]> {
  const checked: Checked[] = paths ? [] : await listLibrary(root);
  for (const path of (paths ?? []).map((one) => resolve(root, one))) {
    checked.push({ path, ...(await checkPromptFile(path, { root })) });
  }
  const prompts = checked.flatMap(({ prompt }) => (prompt ? [prompt] : []));
  return [
    ...checked.flatMap(({ findings }) => findings),
    ...prompts.flatMap((prompt) => undeclaredFindings(prompt)),
    ...duplicateSlugs(prompts),
    ...(await secretsIn(checked, root)),
  ].toSorted(byPlace);
}

/** The same for a text that is to become the file at `path`, from the root. */
export async function validateText(
  text: string,
  at: { readonly root: string; readonly path: string },
): Promise<Finding[]> {
  const { prompt, findings } = await checkPromptText(text, resolve(at.root, at.path), at);
  const undeclared = prompt ? undeclaredFindings(prompt) : [];
  return [...findings, ...undeclared, ...(await secretsInText(text, at.path))].toSorted(byPlace);
}

type Checked = CheckedPrompt & { readonly path: string };

/** Also in a file with a broken header: it is committed all the same. */
async function secretsIn(checked: readonly Checked[], root: string): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const { path, findings } of checked) {
    if (!findings.some(({ code }) => code === UNREADABLE)) found.push(...(await secretFindings(path, { root })));
  }
  return found;
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
