import { processEnv } from "../config/environment.ts";
import { ConfigError, ValidationError } from "../errors.ts";
import type { Finding } from "../finding.ts";
import { listLibrary } from "../prompts/library.ts";
import { writeNewPrompt } from "../prompts/new-prompt.ts";
import { validateText } from "../prompts/validate.ts";
import type { GeneratedPrompt, GeneratePromptsInput } from "../registry/contract/types.ts";
import type { Env } from "../process/spawn.ts";
import { unfitName } from "../unfit-name.ts";
import { formatPromptMarkdown } from "../registry/sync/prompt-markdown.ts";
import type { RunPromptInput } from "../modes/run-input.ts";
import { hideSecrets } from "./hide-secrets.ts";
import { openPlace } from "./place.ts";
import { openRegistry, type RegistryPlace } from "./registry.ts";

export interface GenerateInput extends RegistryPlace {
  /** What the prompts are to be good for, as a person would say it. Sent as it is typed. */
  readonly goal: string;
  /** What else there is to know. Sent as it is typed; no file is ever attached. */
  readonly context?: string;
  /** Let a local agent do it, with access `read`: nothing is sent to the registry. Its settings are those of a run. */
  readonly local?: Pick<RunPromptInput, "provider" | "model" | "timeoutSeconds" | "killSignal" | "onEvent">;
  /** Write nothing. Default false. */
  readonly dryRun?: boolean;
}

/** A prompt file that was made. */
export interface GeneratedFile {
  readonly slug: string;
  /** From the project root. */
  readonly path: string;
  /** The whole file. */
  readonly text: string;
  /** `refused`: it does not hold, and was not written; `findings` say why. */
  readonly as: "written" | "shown" | "refused";
  readonly findings: readonly Finding[];
}

export interface GenerateResult {
  readonly schemaVersion: 1;
  /** At least one prompt came, and each of them holds. */
  readonly ok: boolean;
  /** The registry's URL, or the agent. */
  readonly by: string;
  /** Ids of the runs of a local agent: one, or two when its first answer could not be read. */
  readonly runs: readonly string[];
  readonly files: readonly GeneratedFile[];
}

/**
 * New prompt files for a goal, made by the registry's model or a local agent, and checked as `validate` checks. Each gets
 * a name that is free: nothing is written over. Rejects as {@link syncPrompts} does; with an {@link ExecutionError} when
 * a local agent fails or does not answer as it was asked.
 */
export async function generatePromptFiles(input: GenerateInput): Promise<GenerateResult> {
  if (input.goal.trim() === "") throw new ConfigError("The goal is empty.", 'prompts-gpt generate --goal "…"');
  const { loaded } = await openPlace(input);
  const { root } = loaded;
  const { prompts, by, runs } = await draftsFor(input);
  const entries = await listLibrary(root);
  const taken = new Set(entries.flatMap(({ relativePath, prompt }) => [stem(relativePath), prompt?.slug ?? ""]));
  const files: GeneratedFile[] = [];
  for (const prompt of prompts) {
    files.push(await addFile(prompt, { root, taken, dryRun: input.dryRun === true }));
  }
  const ok = files.length > 0 && files.every(({ as }) => as !== "refused");
  return { schemaVersion: 1, ok, by, runs, files };
}

interface Drafts {
  readonly prompts: readonly GeneratedPrompt[];
  readonly by: string;
  readonly runs: readonly string[];
}

async function draftsFor(input: GenerateInput): Promise<Drafts> {
  const { goal, context, local, ...place } = input;
  const asked = { goal, ...(context === undefined ? {} : { context }) };
  if (local !== undefined) {
    const { generateLocally } = await import("./generate-locally.ts");
    const { signal, ...where } = place;
    return generateLocally(asked, { ...local, ...runPlace(where), ...(signal === undefined ? {} : { signal }) });
  }
  refuseSecrets(asked, place.env ?? processEnv());
  const { client, apiUrl } = await openRegistry(place);
  const prompts = await client.generatePrompts(asked, place.signal === undefined ? {} : { signal: place.signal });
  return { prompts, by: apiUrl, runs: [] };
}

/** It was typed, and who types quickly pastes. */
function refuseSecrets(asked: GeneratePromptsInput, env: Env): void {
  const hidden = hideSecrets(asked, env);
  if (hidden.goal === asked.goal && hidden.context === asked.context) return;
  throw new ValidationError(
    "The goal or the context holds a secret, and would be sent to the registry.",
    "Say it without; the registry needs no secrets.",
  );
}

function runPlace({ cwd, env, artifactsDir }: RegistryPlace): Pick<RunPromptInput, "cwd" | "env" | "artifactsDir"> {
  return {
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
    ...(artifactsDir === undefined ? {} : { artifactsDir }),
  };
}

interface Library {
  readonly root: string;
  /** Slugs and names of files that are there. */
  readonly taken: Set<string>;
  readonly dryRun: boolean;
}

async function addFile(prompt: GeneratedPrompt, { root, taken, dryRun }: Library): Promise<GeneratedFile> {
  for (const slug of names(prompt.slug)) {
    if (taken.has(slug) || unfitName(slug) !== undefined) continue;
    taken.add(slug);
    const path = `.prompts-gpt/${slug}.md`;
    const text = formatPromptMarkdown({ ...prompt, slug, source: "generated" });
    const findings = await validateText(text, { root, path });
    const file = { slug, path, text, findings };
    if (findings.some(({ severity }) => severity === "error")) return { ...file, as: "refused" };
    if (dryRun) return { ...file, as: "shown" };
    if (await writeNewPrompt(root, slug, text)) return { ...file, as: "written" };
  }
  throw new ConfigError(`There are too many prompts like ${prompt.slug}.`, "prompts-gpt list");
}

/** The name itself, then with a number behind it. */
function names(slug: string): string[] {
  return [slug, ...Array.from({ length: 998 }, (_, at) => `${slug.slice(0, 96).replace(/-$/, "")}-${at + 2}`)];
}

function stem(path: string): string {
  return path.replace(/^.*\//, "").replace(/\.md$/, "").toLowerCase();
}
