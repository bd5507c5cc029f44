import type { Invocation, NativeRules } from "./provider.ts";

/** A token of a registry stands there, in whatever folder. Reading is denied to Grep, Glob and `cat` with it (measured). */
const CREDENTIALS = "//**/.prompts-gpt/.credentials.json*";
const DENIED = ["--disallowedTools", `Read(${CREDENTIALS})`, `Edit(${CREDENTIALS})`];

/** Enough for a slow disk: past it Claude Code goes on without an answer. */
const SECONDS = 60;

/**
 * Claude Code's own rules for one run. Denials of several `--disallowedTools` and of the user's settings add up, as do hooks
 * of several settings; but of two `--settings` only the last one counts (measured, 2.1.330), so the user's stays alone.
 */
export function claudeRules({ hook, settings }: Invocation): NativeRules {
  if (hook === undefined) return { args: DENIED };
  const own = [...(settings.args ?? []), ...(settings.extraArgs ?? [])];
  if (own.some((word) => word === "--settings" || word.startsWith("--settings="))) return { args: DENIED, gap: GAP };
  const command = { type: "command", command: hook, timeout: SECONDS };
  const hooks = { PreToolUse: [{ matcher: "Bash", hooks: [command] }] };
  return { args: [...DENIED, "--settings", JSON.stringify({ hooks })] };
}

const GAP =
  "Your --settings stands where the guard's hook would: git by its path is not looked at. Settings in ~/.claude/settings.json leave room for both.";
