import type { LoadedConfig } from "../config/config.ts";
import { TrustError } from "../errors.ts";
import type { Env } from "../process/spawn.ts";
import type { PromptFile } from "../prompts/prompt.ts";
import { executingItem, isPromptTrusted } from "./prompt-trust.ts";
import { originOf } from "./run-access.ts";
import type { Chosen } from "./run-settings.ts";

export interface VerifySources {
  /** `--verify`, or of the SDK: whoever gives it has accepted it, and it takes the place of all others. */
  readonly given: readonly string[] | undefined;
  /** `--trust`. */
  readonly trust: boolean;
  readonly loaded: LoadedConfig;
  /** Absent for a prompt that is no file. */
  readonly file: PromptFile | undefined;
  readonly env: Env;
}

/**
 * The commands that decide whether a result is accepted: those that were given, else those of the configuration and, in
 * addition, of the prompt file, which may ask for more and never for less. Throws a TrustError when nobody has accepted
 * those of the repository: a result that was not verified must not look like one that was.
 */
export async function chooseVerify({
  given,
  trust,
  loaded,
  file,
  env,
}: VerifySources): Promise<Chosen<readonly string[]>> {
  if (given !== undefined) return { value: given, origin: "input" };
  const waiting = loaded.untrusted.find(({ key }) => key === "verify");
  if (waiting !== undefined) throw notAccepted(waiting.file, "prompts-gpt trust   (or for this run alone: --trust)");
  const configured = { value: loaded.config.verify, origin: originOf(loaded.origins, "verify") };
  const item = file && executingItem(file);
  if (file === undefined || item === undefined) return configured;
  if (!trust && !(await isPromptTrusted(loaded.root, item, env))) throw notAccepted(item.file, howToAccept(item.file));
  const value = [...new Set([...configured.value, ...(file.verify ?? [])])];
  return { value, origin: configured.value.length === 0 ? "frontmatter" : `${configured.origin}, frontmatter` };
}

/** What is no file of the library is not among those that `trust` shows. */
function howToAccept(file: string): string {
  const once = "--trust";
  return file.startsWith(".prompts-gpt/") ? `prompts-gpt trust   (or for this run alone: ${once})` : once;
}

function notAccepted(file: string, how: string): TrustError {
  return new TrustError(
    `${file} names commands that verify the result ("verify"), and nobody has accepted that they run.`,
    `Look at them and accept them: ${how}`,
  );
}
