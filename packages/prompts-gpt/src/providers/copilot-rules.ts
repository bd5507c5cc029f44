import { askingHook, rulesFile } from "./own-rules.ts";
import type { Invocation, NativeRules } from "./provider.ts";

/** A path is compared by its end. `read` is not in Copilot's help, and holds (measured, 1.0.102). */
const CREDENTIALS = ".prompts-gpt/.credentials.json";
const DENIED = [`--deny-tool=read(${CREDENTIALS})`, `--deny-tool=write(${CREDENTIALS})`];

/**
 * Copilot CLI's own rules for one run: a plugin that holds a hook, beside the user's plugins and hooks. What it denies stays
 * denied, also when a hook of a repository allows it; a denial by `--deny-tool` does not (measured, 1.0.102).
 */
export function copilotRules({ hook }: Invocation): NativeRules {
  if (hook === undefined) return { args: DENIED };
  return { args: [...DENIED, "--plugin-dir", rulesFile("copilot")], env: askingHook(hook) };
}
