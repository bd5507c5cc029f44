import type { CommandWords } from "./command-words.ts";

const runId = { word: "id", min: 1, max: 1, help: "Run id, as `prompts-gpt runs list` shows it", kind: "run" } as const;

/** Shells that `completion` writes a script for. */
export const shells = ["bash", "zsh", "fish"] as const;

/** Every command. Its file is `commands/<name with dashes>.ts`. */
export const commands = {
  run: {
    group: "Run",
    help: "Run one prompt with one agent, once",
    takes: {
      word: "file",
      min: 0,
      max: 1,
      help: "Prompt file; - reads standard input; none: the only one there is, or you are asked",
      kind: "prompt",
    },
    examples: [
      "prompts-gpt run",
      "prompts-gpt run .prompts-gpt/fix-tests.md",
      'prompts-gpt run --prompt "Explain this repository" --access read',
      "git diff | prompts-gpt run - --agent claude --json",
      "prompts-gpt run task.md --var area=billing --dry-run",
      "prompts-gpt run task.md -- --search",
    ],
  },
  "run-batch": {
    group: "Run",
    help: "Run several prompts, none told of another",
    takes: {
      word: "files",
      min: 0,
      max: Infinity,
      help: "Prompt files; none: --manifest, the configured or the synced ones",
      kind: "prompt",
    },
    examples: [
      "prompts-gpt run-batch fix-tests docs-check",
      "prompts-gpt run-batch --manifest nightly.json --stop-on-failure",
      "prompts-gpt run-batch --access read --concurrency 4",
    ],
  },
  sweep: {
    group: "Run",
    help: "Run one prompt again and again, each time told what was done before",
    takes: {
      word: "file",
      min: 0,
      max: 1,
      help: "Prompt file; none: the only one in .prompts-gpt/sweeps, or you are asked",
      kind: "prompt",
    },
    examples: [
      "prompts-gpt sweep audit -n 5",
      "prompts-gpt sweep --all-sweeps --agent claude",
      "prompts-gpt sweep --sweep-files audit,docs --files-mode parallel",
      "prompts-gpt sweep audit -n 10 --dry-run",
    ],
  },
  orchestrate: {
    group: "Run",
    help: "Have several agents work on one thing",
    takes: {
      word: "file",
      min: 0,
      max: 1,
      help: "Prompt file or pipeline; - reads standard input; none: the only one there is",
      kind: "prompt",
    },
    examples: [
      "prompts-gpt orchestrate --mode parallel task.md --providers codex,claude",
      'prompts-gpt orchestrate --mode parallel task.md --attempts 3 --verify "make"',
      "prompts-gpt orchestrate --mode parallel task.md --providers codex=o3,claude",
      "prompts-gpt orchestrate --mode pipeline fix-tests --agent codex",
      "prompts-gpt orchestrate --mode eval --of latest --judges codex,claude",
      'prompts-gpt orchestrate --mode auto --goal "Mend the parser" --edit',
    ],
  },
  "runs list": {
    group: "Records",
    help: "List the runs of this project, latest first",
    examples: ["prompts-gpt runs list", "prompts-gpt runs list --json"],
  },
  "runs show": {
    group: "Records",
    help: "Show what one run did and how it ended",
    takes: runId,
    examples: ["prompts-gpt runs show agent-20261122T181500Z-4f2a91"],
  },
  "runs logs": {
    group: "Records",
    help: "Print what the agent of a run printed",
    takes: runId,
    examples: ["prompts-gpt runs logs -f agent-20261122T181500Z-4f2a91"],
  },
  "runs attach": {
    group: "Records",
    help: "Watch a run until it ends; Ctrl-C only stops watching",
    takes: runId,
    examples: ["prompts-gpt runs attach agent-20261122T181500Z-4f2a91"],
  },
  "runs resume": {
    group: "Records",
    help: "Go on with several runs as one that were killed, stopped or failed",
    takes: runId,
    examples: ["prompts-gpt runs resume sweep-20261122T181500Z-4f2a91", "prompts-gpt runs resume latest"],
  },
  "runs stop": {
    group: "Records",
    help: "Stop a run that is going on",
    takes: runId,
    examples: ["prompts-gpt runs stop agent-20261122T181500Z-4f2a91"],
  },
  "runs diff": {
    group: "Records",
    help: "Show what one run changed, or how two results differ, as a patch",
    takes: { word: "ids", min: 1, max: 2, help: "Run id; a second one: from the first to it", kind: "snapshot" },
    examples: [
      "prompts-gpt runs diff agent-20261122T181500Z-4f2a91 > changes.patch",
      "prompts-gpt runs diff orchestrate-20261122T181500Z-4f2a91 --candidate codex",
      "prompts-gpt runs diff latest/provider-codex claude",
    ],
  },
  "runs apply": {
    group: "Records",
    help: "Bring what an agent did in a lane into this folder: all of it, or nothing",
    takes: { ...runId, kind: "group" },
    examples: [
      "prompts-gpt runs apply orchestrate-20261122T181500Z-4f2a91",
      "prompts-gpt runs apply latest --candidate codex --commit",
      "prompts-gpt runs apply latest --candidate claude --branch try-claude",
    ],
  },
  "runs usage": {
    group: "Records",
    help: "Add up tokens and cost of the runs that are kept",
    examples: ["prompts-gpt runs usage", "prompts-gpt runs usage --since 7d --by model"],
  },
  "runs gc": {
    group: "Records",
    help: "Remove old snapshots; show what of lanes is kept, and remove it when asked",
    examples: ["prompts-gpt runs gc --dry-run", "prompts-gpt runs gc --yes"],
  },
  restore: {
    group: "Records",
    help: "Bring files, index, refs and stash back to how they were before a run",
    takes: {
      word: "run",
      min: 0,
      max: 1,
      help: "Run or snapshot id, or latest; default: the latest run",
      kind: "snapshot",
    },
    examples: [
      "prompts-gpt restore --dry-run",
      "prompts-gpt restore agent-20261122T181500Z-4f2a91",
      "prompts-gpt restore --paths src --paths .env --yes",
    ],
  },
  sync: {
    group: "Library",
    help: "Make the library what the registry has, and agent files what the library has",
    examples: [
      "prompts-gpt sync",
      "prompts-gpt sync --dry-run",
      "prompts-gpt sync --check --json",
      "prompts-gpt sync --targets agents-md,claude-commands",
      "prompts-gpt sync --token-stdin < token.txt",
    ],
  },
  pull: {
    group: "Library",
    help: "Fetch prompts from the registry, and no more",
    examples: [
      "prompts-gpt pull",
      "prompts-gpt pull -q review --limit 20",
      "prompts-gpt pull --slug fix-tests --version 3",
    ],
  },
  diff: {
    group: "Library",
    help: "Show how prompts were edited since they were synced, as a patch",
    takes: { word: "prompts", min: 0, max: Infinity, help: "Slugs or files; default: all", kind: "prompt" },
    examples: ["prompts-gpt diff", "prompts-gpt diff fix-tests --remote"],
  },
  list: {
    group: "Library",
    help: "List the prompts of the library",
    examples: ["prompts-gpt list", "prompts-gpt list --json"],
  },
  validate: {
    group: "Library",
    help: "Check prompt files and configuration; exit 4 on errors",
    takes: {
      word: "paths",
      min: 0,
      max: Infinity,
      help: "Prompt files or folders; default: the whole library",
      kind: "file",
    },
    examples: ["prompts-gpt validate", "prompts-gpt validate .prompts-gpt/fix-tests.md"],
  },
  push: {
    group: "Library",
    help: "Publish prompt files as new versions, after showing what would change",
    takes: {
      word: "files",
      min: 0,
      max: Infinity,
      help: "Prompt files; default: all that are not as they were synced",
      kind: "prompt",
    },
    examples: [
      "prompts-gpt push --dry-run",
      "prompts-gpt push .prompts-gpt/fix-tests.md",
      "prompts-gpt push --yes --json",
    ],
  },
  generate: {
    group: "Library",
    help: "Make prompt files for a goal, by the registry or a local agent",
    examples: [
      'prompts-gpt generate --goal "Review pull requests for security"',
      'prompts-gpt generate --goal "Upgrade a package" --context "npm" --dry-run',
      'prompts-gpt generate --goal "Write release notes" --local --agent claude',
    ],
  },
  import: {
    group: "Library",
    help: "Make prompt files of what other tools keep; exit 4 when one is not imported",
    takes: {
      word: "paths",
      min: 1,
      max: Infinity,
      help: "A .prompt.md, .prompt, SKILL.md, .mdc, .toml or .md file, or a folder of them",
      kind: "file",
    },
    examples: ["prompts-gpt import .github/prompts", "prompts-gpt import .claude/commands/review.md --json"],
  },
  init: {
    group: "Set-up",
    help: "Set a project up: a token of the registry, configuration, .gitignore",
    examples: ["prompts-gpt init", "prompts-gpt init --token-stdin <token.txt", "prompts-gpt init --offline"],
  },
  project: {
    group: "Set-up",
    help: "Show the project that the token stands for",
    examples: ["prompts-gpt project", "prompts-gpt project --json"],
  },
  status: {
    group: "Set-up",
    help: "Show agents, configuration, library and recent runs",
    examples: ["prompts-gpt status", "prompts-gpt status --config"],
  },
  models: {
    group: "Set-up",
    help: "List the models that agents can be asked for with --model",
    takes: { word: "agent", min: 0, max: 1, help: "One agent; default: all that are installed", kind: "agent" },
    examples: ["prompts-gpt models", "prompts-gpt models codex --json"],
  },
  doctor: {
    group: "Set-up",
    help: "Check this set-up, or a CI machine; exit 1 on errors",
    examples: ["prompts-gpt doctor", "prompts-gpt doctor --fix", "prompts-gpt doctor --remote --sarif > doctor.sarif"],
  },
  trust: {
    group: "Set-up",
    help: "Show what the repository's configuration would execute, and accept it",
    examples: ["prompts-gpt trust --show", "prompts-gpt trust --yes", "prompts-gpt trust --revoke"],
  },
  serve: {
    group: "Set-up",
    help: "Serve a registry of your own: the package @prompts-gpt/registry",
    passesTo: "registry",
    examples: ["prompts-gpt serve", "prompts-gpt serve --port 0 --json", "prompts-gpt serve -- --model openai/gpt-5.5"],
  },
  completion: {
    group: "Set-up",
    help: "Print a script that makes a shell complete this command",
    takes: { word: "shell", min: 1, max: 1, help: "bash, zsh or fish", choices: shells },
    examples: [
      "source <(prompts-gpt completion bash)",
      "prompts-gpt completion fish > ~/.config/fish/completions/prompts-gpt.fish",
    ],
  },
  help: {
    group: "Set-up",
    help: "Explain a command",
    takes: { word: "command", min: 0, max: 2, help: "The command to explain", kind: "command" },
    examples: ["prompts-gpt help run"],
  },
} as const satisfies Record<string, CommandWords>;

export type CommandName = keyof typeof commands;
