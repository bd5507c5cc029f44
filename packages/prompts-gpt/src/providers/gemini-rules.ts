import { rulesFile } from "./own-rules.ts";
import type { Invocation, NativeRules } from "./provider.ts";

/**
 * Gemini CLI's own rules for one run: policies, by how a command is spelt. A hook would have to stand in settings, and those
 * of the system that a variable names must belong to root. `--policy` would take the place of the user's own policies;
 * `--admin-policy` stands beside them and beats them, and gives way to an administrator's (measured, 0.61.0).
 */
export function geminiRules({ hook }: Invocation): NativeRules {
  const files = ["gemini-credentials.toml", ...(hook === undefined ? [] : ["gemini-git.toml"])].map(rulesFile);
  if (files.some((file) => file.includes(","))) return { args: [], gap: GAP };
  return { args: files.flatMap((file) => ["--admin-policy", file]) };
}

const GAP =
  "prompts-gpt is installed in a folder with a comma in its name, where Gemini CLI finds no policies: git by its path is not looked at.";
