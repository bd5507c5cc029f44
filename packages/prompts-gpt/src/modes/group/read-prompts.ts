import { stemOf } from "../../prompts/formats.ts";
import { RUN_FILES } from "../../runs/run-dir.ts";
import { sha256 } from "../../sha256.ts";
import { type PromptSource, readPrompt } from "../prompt-source.ts";
import type { RunPromptInput } from "../run-input.ts";
import { fileHash } from "./edited.ts";
import { INLINE, type PlannedPrompt } from "./plan.ts";

/** A prompt of the group, and the text that goes with it. */
export interface ReadPrompt {
  readonly planned: PlannedPrompt;
  readonly source: PromptSource;
}

interface Place {
  readonly root: string;
  readonly cwd: string;
  readonly vars: RunPromptInput["vars"];
}

/** A prompt that is no file, as it stands. */
export async function readText(text: string | Uint8Array, { root, cwd }: Place): Promise<ReadPrompt[]> {
  const source = await readPrompt({ prompt: text }, { root, cwd });
  return [{ planned: plannedOf(source, { name: "prompt", copy: RUN_FILES.prompt }), source }];
}

/** Reads them all before anything starts. Throws at the first that does not hold. */
export async function readPrompts(paths: readonly string[], { root, cwd, vars }: Place): Promise<ReadPrompt[]> {
  const taken = new Set<string>();
  const found: ReadPrompt[] = [];
  for (const path of paths) {
    const source = await readPrompt({ promptFile: path, ...(vars === undefined ? {} : { vars }) }, { root, cwd });
    const name = unlike(taken, stemOf(path));
    const copy = paths.length === 1 ? RUN_FILES.prompt : `${name}.${RUN_FILES.prompt}`;
    found.push({ planned: plannedOf(source, { name, copy }), source });
  }
  return found;
}

function plannedOf(
  { text, file }: PromptSource,
  named: { readonly name: string; readonly copy: string },
): PlannedPrompt {
  if (file === undefined) return { ...named, promptFile: INLINE, fileSha256: "", sha256: sha256(text) };
  const { body: _body, findings: _findings, ...kept } = file;
  return {
    ...named,
    promptFile: file.relativePath,
    file: kept,
    fileSha256: fileHash(file.path) ?? "",
    sha256: sha256(text),
  };
}

/** As it may stand in the name of a folder, and like no other. */
function unlike(taken: Set<string>, stem: string): string {
  const plain =
    stem
      .replaceAll(/[^A-Za-z0-9_-]+/g, "-")
      .replace(/^[-_]+/, "")
      .slice(0, 60) || "prompt";
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? plain : `${plain}-${number}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
