import { UserError } from "../errors.ts";
import type { RunPromptInput } from "../modes/run-input.ts";
import { chooseModel, chooseProvider } from "../modes/run-settings.ts";
import { unfitFor } from "../modes/unfit.ts";
import { findPromptFile } from "../prompts/find.ts";
import type { PromptFile } from "../prompts/prompt.ts";
import { readPromptFile } from "../prompts/prompt-file.ts";
import { type DetectedProvider, detectProviders } from "../providers/detect.ts";
import { type ResolvedProvider, resolveRunProvider } from "../providers/resolve.ts";
import { openPlace } from "./place.ts";

/** What there is to choose from for a run of one prompt. */
export interface RunChoices {
  /** Absent for text that was given as it stands. */
  readonly prompt?: PromptFile;
  /** The provider that is taken when none is chosen: `router`, or what frontmatter or configuration say. */
  readonly provider: string;
  /** Whom the router would take, and why; without an `id` nobody, and why not. */
  readonly router: { readonly id?: string; readonly why: string };
  readonly agents: readonly AgentChoice[];
}

export interface AgentChoice extends DetectedProvider {
  /** Why it cannot do what the input asks, in few words. */
  readonly unfit?: string;
  /** The model that is taken when none is chosen. Absent: the agent's own choice. */
  readonly model?: string;
}

/** Reads and looks; starts nothing. Throws as `runPrompt` does for a prompt file that does not hold. */
export async function listRunChoices(input: RunPromptInput): Promise<RunChoices> {
  const { loaded, cwd, env } = await openPlace(placeOf(input));
  const path = input.prompt === undefined ? await findPromptFile(loaded.root, input.promptFile, cwd) : undefined;
  const [prompt, detected] = await Promise.all([
    path === undefined ? undefined : readPromptFile(path, { root: loaded.root }),
    detectProviders({ env, config: loaded.config }),
  ]);
  const ids = detected.map(({ id }) => id);
  const unfit = unfitFor(ids, { input, loaded, wish: prompt?.access });
  const sources = { input, loaded, source: { text: "", ...optional("file", prompt), findings: [] } };
  return {
    ...optional("prompt", prompt),
    provider: chooseProvider(sources).value,
    router: routed(() =>
      resolveRunProvider("router", detected, loaded.config.providerOrder, prompt?.supportedTools, unfit),
    ),
    agents: detected.map((one) => ({
      ...one,
      ...optional("unfit", unfit.get(one.id)),
      ...optional("model", usualModel(sources, one.id)),
    })),
  };
}

function placeOf({ cwd, env }: RunPromptInput) {
  return { ...optional("cwd", cwd), ...optional("env", env) };
}

function routed(route: () => ResolvedProvider): RunChoices["router"] {
  try {
    const { provider, reason } = route();
    return { id: provider.id, why: reason.replace(/^router: /, "") };
  } catch (error) {
    if (error instanceof UserError) return { why: "no agent is ready for this prompt" };
    throw error;
  }
}

/** A recording in a file is no model of anybody's, unless the user names it. */
function usualModel(sources: Parameters<typeof chooseModel>[0], provider: string): string | undefined {
  return provider === "replay" ? sources.input.model : chooseModel(sources, provider)?.value;
}

function optional<K extends string, T>(key: K, value: T | undefined): { readonly [key in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]?: T });
}
