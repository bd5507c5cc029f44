import { askingHook, rulesFile } from "./own-rules.ts";
import type { Invocation, NativeRules } from "./provider.ts";

/** Also holds for `cat` and the like (measured, 0.24.4). */
const CREDENTIALS = "//**/.prompts-gpt/.credentials.json*";
const DENIED = ["--exclude-tools", `Read(${CREDENTIALS})`, "--exclude-tools", `Edit(${CREDENTIALS})`];

const BY_VARIABLE = "QWEN_CODE_SYSTEM_DEFAULTS_PATH";

/** Beside the system's settings, which a variable may name as well. */
export const QWEN_PLACE = {
  variables: [BY_VARIABLE, "QWEN_CODE_SYSTEM_SETTINGS_PATH"],
  files: {
    linux: "/etc/qwen-code/system-defaults.json",
    darwin: "/Library/Application Support/QwenCode/system-defaults.json",
    win32: "C:\\ProgramData\\qwen-code\\system-defaults.json",
  },
};

/**
 * Qwen Code's own rules for one run. A hook is a matter of its settings, and of those only the lowest layer, the system's
 * defaults, is found by a variable and has nobody's settings in it; hooks of all layers are asked, and what one denies
 * stays denied, whatever another one allows (measured, 0.24.4).
 */
export function qwenRules({ hook, taken }: Invocation): NativeRules {
  if (hook === undefined) return { args: DENIED };
  if (taken !== undefined) return { args: DENIED, gap: gapOf(taken) };
  return { args: DENIED, env: { [BY_VARIABLE]: rulesFile("qwen.json"), ...askingHook(hook) } };
}

function gapOf(taken: string): string {
  return `${taken} stands where the guard's hook would: git by its path is not looked at. What it sets is not replaced.`;
}
