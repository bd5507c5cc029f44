import { basename, dirname } from "node:path";

/** A neighbour's file format: which of its keys we know, and what we make of it. */
export interface ForeignFormat {
  readonly keys: readonly string[];
  readonly explanation: string;
}

const FORMATS: readonly (readonly [(fileName: string) => boolean, ForeignFormat])[] = [
  [
    (name) => name.endsWith(".prompt.md"),
    {
      keys: ["name", "description", "mode", "agent", "model", "tools", "argument-hint"],
      explanation:
        "Read as a GitHub prompt file: its description and text are used; mode, agent, model and tools are not. Set them with flags or in config.json.",
    },
  ],
  [
    (name) => name.endsWith(".prompt"),
    {
      keys: [
        "name",
        "description",
        "variant",
        "model",
        "config",
        "input",
        "output",
        "tools",
        "toolDefaults",
        "metadata",
        "maxTurns",
        "use",
      ],
      explanation:
        "Read as a dotprompt file: its text is used and plain {{name}} placeholders are filled; model, config, input, output and template helpers are not.",
    },
  ],
  [
    (name) => name === "SKILL.md",
    {
      keys: ["name", "description", "license", "compatibility", "metadata", "allowed-tools"],
      explanation:
        "Read as an agent skill: its name, description and text are used; allowed-tools and the files beside it are not.",
    },
  ],
];

/** The neighbour's format that this file is in. A file with a slug is one of ours, whatever it is called. */
export function foreignFormat(path: string, keys: readonly string[]): ForeignFormat | undefined {
  if (keys.includes("slug")) return undefined;
  return FORMATS.find(([matches]) => matches(basename(path)))?.[1];
}

/** The file's own name without what its format adds. */
export function stemOf(path: string): string {
  const name = basename(path);
  if (name === "SKILL.md") return basename(dirname(path));
  return name.replace(/\.(?:prompt\.md|prompt|mdc|md|markdown|toml|txt)$/i, "") || name;
}
