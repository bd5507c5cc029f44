/** A key of a Markdown file's frontmatter that we write. What is not here can never come from a prompt. */
export type FrontKey =
  | "name"
  | "description"
  | "hint"
  | "manual-skill"
  | "manual-rule"
  | "invokable"
  | "manual-steering";

/** One file for everything: our block in it, the rest is people's. */
export interface SharedTarget {
  readonly kind: "shared";
  /** What `agentFiles` calls it. */
  readonly name: string;
  /** Who reads it. */
  readonly agents: string;
  /** From the project root, with `/`. */
  readonly path: string;
  /** Its presence says that a repository uses this; a folder ends in `/`. */
  readonly detect: readonly string[];
  /** The public page that describes the file. */
  readonly docs: string;
}

/** A file of our own for each prompt. */
export interface OwnTarget extends Omit<SharedTarget, "kind" | "path"> {
  readonly kind: "own";
  /** Folder from the project root, with `/` at its end. */
  readonly folder: string;
  /** What follows the slug in the file's name. */
  readonly ending: string;
  readonly format: "markdown" | "toml" | "codex-policy";
  /** In this order. */
  readonly front: readonly FrontKey[];
  /** What the agent puts the user's words in the place of. */
  readonly variables?: "$ARGUMENTS" | "{{args}}" | "${input}";
  /** The agent takes no file with more characters. */
  readonly longest?: number;
  /** The agent takes no longer slug. */
  readonly longestSlug?: number;
  /** It attaches the files that Markdown links name. */
  readonly followsLinks?: true;
}

export type Target = SharedTarget | OwnTarget;

/** A shared file is detected by itself. */
function shared(name: string, path: string, row: { agents: string; docs: string }): SharedTarget {
  return { kind: "shared", name, path, detect: [path], ...row };
}

type Row = Omit<OwnTarget, "kind" | "name" | "folder" | "ending" | "format">;

/** `where` is the path of a file, with `*` in the place of the slug. */
function own(name: string, where: string, row: Row): OwnTarget {
  const [folder = "", ending = ""] = where.split("*");
  const format = ending.endsWith(".toml") ? "toml" : ending.endsWith(".yaml") ? "codex-policy" : "markdown";
  return { kind: "own", name, folder, ending, format, ...row };
}

/** Every agent file we know how to write, sorted by kind. Only what a public page describes is here. */
export const TARGETS: readonly Target[] = [
  shared("agents-md", "AGENTS.md", {
    agents: "Codex, Cursor, OpenCode, Amp, Zed, Copilot, Droid, Junie, Kilo and others",
    docs: "https://agents.md/",
  }),
  shared("aider-conventions", "CONVENTIONS.md", {
    agents: "Aider, with `read: CONVENTIONS.md` in .aider.conf.yml",
    docs: "https://aider.chat/docs/usage/conventions.html",
  }),
  shared("claude-md", "CLAUDE.md", { agents: "Claude Code", docs: "https://code.claude.com/docs/en/memory" }),
  shared("copilot-instructions", ".github/copilot-instructions.md", {
    agents: "GitHub Copilot",
    docs: "https://docs.github.com/en/copilot/customizing-copilot/adding-repository-custom-instructions-for-github-copilot",
  }),
  shared("gemini-md", "GEMINI.md", { agents: "Gemini CLI", docs: "https://geminicli.com/docs/cli/gemini-md/" }),
  shared("goose-hints", ".goosehints", {
    agents: "Goose",
    docs: "https://goose-docs.ai/docs/guides/context-engineering/using-goosehints",
  }),
  shared("junie-agents-md", ".junie/AGENTS.md", {
    agents: "Junie, before AGENTS.md",
    docs: "https://github.com/JetBrains/junie-guidelines",
  }),
  shared("junie-guidelines", ".junie/guidelines.md", {
    agents: "Junie, the older place",
    docs: "https://www.jetbrains.com/help/junie/customize-guidelines.html",
  }),
  shared("qwen-md", "QWEN.md", {
    agents: "Qwen Code",
    docs: "https://qwenlm.github.io/qwen-code-docs/en/users/features/memory/",
  }),
  shared("zed-rules", ".rules", {
    agents: "Zed, in the place of AGENTS.md and the like",
    docs: "https://zed.dev/docs/ai/instructions",
  }),
  own("agents-skills", ".agents/skills/*/SKILL.md", {
    agents: "Codex, Gemini CLI, Amp, Zed and others",
    front: ["name", "description", "manual-skill"],
    longestSlug: 64,
    detect: [".agents/skills/"],
    docs: "https://developers.openai.com/codex/skills",
  }),
  // Beside the one before, and under its name: Codex does not know the key that leaves a skill to people.
  own("agents-skills", ".agents/skills/*/agents/openai.yaml", {
    agents: "Codex: people start the skill",
    front: [],
    longestSlug: 64,
    detect: [".agents/skills/"],
    docs: "https://developers.openai.com/codex/skills",
  }),
  own("claude-commands", ".claude/commands/*.md", {
    agents: "Claude Code",
    front: ["description", "hint", "manual-skill"],
    variables: "$ARGUMENTS",
    detect: [".claude/commands/"],
    docs: "https://code.claude.com/docs/en/slash-commands",
  }),
  own("claude-skills", ".claude/skills/*/SKILL.md", {
    agents: "Claude Code",
    front: ["name", "description", "hint", "manual-skill"],
    variables: "$ARGUMENTS",
    longestSlug: 64,
    detect: [".claude/skills/"],
    docs: "https://code.claude.com/docs/en/skills",
  }),
  own("cline-workflows", ".clinerules/workflows/*.md", {
    agents: "Cline",
    front: [],
    detect: [".clinerules/"],
    docs: "https://docs.cline.bot/customization/workflows",
  }),
  own("continue-prompts", ".continue/prompts/*.md", {
    agents: "Continue",
    front: ["name", "description", "invokable"],
    detect: [".continue/"],
    docs: "https://docs.continue.dev/customize/deep-dives/prompts",
  }),
  own("copilot-prompts", ".github/prompts/*.prompt.md", {
    agents: "GitHub Copilot in VS Code, not in sessions of its Agent Host",
    front: ["description"],
    variables: "${input}",
    followsLinks: true,
    detect: [".github/prompts/"],
    docs: "https://code.visualstudio.com/docs/agent-customization/prompt-files",
  }),
  own("cursor-commands", ".cursor/commands/*.md", {
    agents: "Cursor",
    front: [],
    detect: [".cursor/commands/"],
    docs: "https://cursor.com/changelog/1-6",
  }),
  own("cursor-rules", ".cursor/rules/*.mdc", {
    agents: "Cursor",
    front: ["manual-rule"],
    followsLinks: true,
    detect: [".cursor/rules/"],
    docs: "https://cursor.com/docs/rules",
  }),
  own("droid-commands", ".factory/commands/*.md", {
    agents: "Droid",
    front: ["description", "hint", "manual-skill"],
    variables: "$ARGUMENTS",
    detect: [".factory/"],
    docs: "https://docs.factory.ai/harness/custom-slash-commands",
  }),
  own("gemini-commands", ".gemini/commands/*.toml", {
    agents: "Gemini CLI",
    front: ["description"],
    variables: "{{args}}",
    detect: [".gemini/"],
    docs: "https://geminicli.com/docs/cli/custom-commands",
  }),
  own("kilo-commands", ".kilo/commands/*.md", {
    agents: "Kilo Code",
    front: ["description"],
    detect: [".kilo/", ".kilocode/"],
    docs: "https://kilo.ai/docs/customize/workflows",
  }),
  own("kiro-steering", ".kiro/steering/*.md", {
    agents: "Kiro",
    front: ["manual-steering"],
    detect: [".kiro/"],
    docs: "https://kiro.dev/docs/steering/",
  }),
  own("opencode-commands", ".opencode/commands/*.md", {
    agents: "OpenCode",
    front: ["description"],
    variables: "$ARGUMENTS",
    detect: [".opencode/"],
    docs: "https://opencode.ai/v2/docs/commands/",
  }),
  own("qwen-commands", ".qwen/commands/*.md", {
    agents: "Qwen Code",
    front: ["description", "hint", "manual-skill"],
    variables: "{{args}}",
    detect: [".qwen/"],
    docs: "https://qwenlm.github.io/qwen-code-docs/en/users/features/commands/",
  }),
  own("roo-commands", ".roo/commands/*.md", {
    agents: "Roo Code, which ended in May 2026",
    front: ["description", "hint"],
    detect: [".roo/"],
    docs: "https://docs.roocode.com/features/slash-commands",
  }),
  own("windsurf-workflows", ".windsurf/workflows/*.md", {
    agents: "Windsurf, now Devin Desktop",
    front: [],
    longest: 12_000,
    detect: [".windsurf/"],
    docs: "https://docs.devin.ai/desktop/cascade/workflows",
  }),
];

/** Where the file of one prompt stands. */
export function ownPath(target: OwnTarget, slug: string): string {
  return `${target.folder}${slug}${target.ending}`;
}

/** The slug in a path that a target could have written. */
export function slugIn(target: OwnTarget, path: string): string | undefined {
  if (!path.startsWith(target.folder) || !path.endsWith(target.ending)) return undefined;
  const slug = path.slice(target.folder.length, path.length - target.ending.length);
  return slug === "" || slug.includes("/") ? undefined : slug;
}
