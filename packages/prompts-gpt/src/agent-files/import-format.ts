import { basename } from "node:path";

/** The public formats that `import` reads. */
export type ImportFormat = "prompt-md" | "dotprompt" | "skill" | "cursor-rule" | "gemini-command" | "command";

/** Keys whose content becomes part of our prompt file; every other is told as lost. */
export const CARRIED: Readonly<Record<ImportFormat, readonly string[]>> = {
  "prompt-md": ["name", "title", "description"],
  dotprompt: ["name", "title", "description", "input"],
  skill: ["name", "description"],
  "cursor-rule": ["description"],
  "gemini-command": ["description", "prompt"],
  command: ["name", "title", "description", "argument-hint"],
};

/** The format a file is in, by its name; nothing when it is in none of them. */
export function importFormat(path: string): ImportFormat | undefined {
  const name = basename(path);
  if (name === "SKILL.md") return "skill";
  const [, format] = ENDINGS.find(([ending]) => name.toLowerCase().endsWith(ending)) ?? [];
  return format;
}

/** The first that fits: a `.prompt.md` is no command. */
const ENDINGS: readonly (readonly [ending: string, format: ImportFormat])[] = [
  [".prompt.md", "prompt-md"],
  [".prompt", "dotprompt"],
  [".mdc", "cursor-rule"],
  [".toml", "gemini-command"],
  [".md", "command"],
];

/** Why a key is not carried, and what to do instead. */
export function whyLost(key: string): string {
  return WHY[key] ?? "A prompt file has nothing for it.";
}

const ACCESS = "What an agent may do is said when it is run: --access.";
const BY_NAME = "A prompt is started by its name, not by the files at hand.";

const WHY: Readonly<Record<string, string>> = {
  tools: ACCESS,
  "allowed-tools": ACCESS,
  "disallowed-tools": ACCESS,
  mode: ACCESS,
  model: "Models have other names elsewhere: give --model, or model in the prompt file.",
  agent: "The agent is said when it is run: --agent.",
  globs: BY_NAME,
  alwaysApply: BY_NAME,
  hooks: "A prompt file executes nothing.",
  config: "Agents take no such settings.",
  output: "Say in the text what the answer is to look like.",
};
