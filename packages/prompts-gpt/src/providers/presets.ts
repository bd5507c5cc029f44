import type { Preset } from "./preset.ts";

/**
 * Agents that the words of `customProviders` are enough for. `untried`: built from its documentation, and not run
 * by us. Of access stands here only what the CLI can keep, whatever its model and the repository say.
 */
export const PRESETS: readonly Preset[] = [
  {
    id: "amp",
    title: "Amp",
    untried: true,
    command: "amp",
    // It keeps to the permissions of the user's settings; no argument narrows them.
    args: ["-x", "--stream-json", "--no-ide", "--no-notifications"],
    prompt: "stdin",
    output: "amp-stream-json",
    access: { full: [] },
    modelArgs: ["--mode", "{model}"],
    models: { known: ["low", "medium", "high", "ultra"] },
    install: "npm install -g @sourcegraph/amp",
    login: "amp login, or set AMP_API_KEY",
    keys: ["AMP_API_KEY"],
    variables: ["AMP_*"],
  },
  {
    id: "droid",
    title: "Droid",
    command: "droid",
    args: ["exec", "--output-format", "stream-json"],
    prompt: "stdin",
    output: "droid-stream-json",
    access: {
      // Without a list of tools it runs every command that its model calls harmless; with `--auto low` it writes outside
      // of the workspace, so there is no `write` (measured, 0.215.0).
      read: ["--only-tools", "Read,LS,Grep,Glob"],
      full: ["--skip-permissions-unsafe"],
    },
    modelArgs: ["-m", "{model}"],
    install: "npm install -g droid",
    login: "droid, and follow its login; or set FACTORY_API_KEY",
    keys: ["FACTORY_API_KEY"],
    variables: ["FACTORY_*"],
    env: { FACTORY_DROID_AUTO_UPDATE_ENABLED: "false" },
  },
  {
    id: "goose",
    title: "Goose",
    untried: true,
    command: "goose",
    args: ["run", "--output-format", "stream-json", "--no-session", "-i", "-"],
    prompt: "stdin",
    output: "goose-stream-json",
    // `approve` waits for somebody to answer, and `chat` has no tools to look with.
    access: { full: [] },
    env: { GOOSE_MODE: "auto" },
    modelArgs: ["--model", "{model}"],
    install: "see https://block.github.io/goose/docs/getting-started/installation",
    login: "goose configure",
    // It speaks for many services: `env.pass` says whose key it gets.
    keys: [],
    variables: ["GOOSE_*"],
  },
  {
    id: "aider",
    title: "Aider",
    untried: true,
    command: "aider",
    args: [
      "--message-file",
      "{promptFile}",
      "--yes-always",
      // The repository's history is the user's.
      "--no-auto-commits",
      "--no-dirty-commits",
      "--no-gitignore",
      "--no-pretty",
      "--no-stream",
      "--no-fancy-input",
      "--no-suggest-shell-commands",
      "--no-detect-urls",
      "--no-check-update",
      "--no-show-release-notes",
    ],
    prompt: "file",
    output: "text",
    // It runs no command of its model's, but every one that the repository's .aider.conf.yml names.
    access: { full: [] },
    modelArgs: ["--model", "{model}"],
    install: "python -m pip install aider-install && aider-install",
    login: "set the key of the model's service, and name it in env.pass",
    keys: [],
    variables: ["AIDER_*"],
  },
];
