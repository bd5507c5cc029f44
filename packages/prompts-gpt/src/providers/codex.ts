import type { Command } from "../process/command.ts";
import { SANDBOX_ACCESS } from "./access-words.ts";
import { modeFor } from "./access.ts";
import { readCodex } from "./codex-events.ts";
import { codexLogin } from "./codex-login.ts";
import { codexProgram } from "./codex-program.ts";
import { codexRules } from "./codex-rules.ts";
import type { Access, Invocation, Provider } from "./provider.ts";
import { codexModels } from "./models.ts";

const SANDBOX: Readonly<Record<Access, string>> = {
  read: "read-only",
  write: "workspace-write",
  full: "danger-full-access",
};

export const codex: Provider = {
  id: "codex",
  title: "Codex",
  executable: "codex",
  install: "npm install -g @openai/codex",
  login: "codex login, or set CODEX_API_KEY",
  loginVariables: ["CODEX_API_KEY"],
  keys: ["CODEX_API_KEY", "OPENAI_API_KEY"],
  variables: ["CODEX_*", "OPENAI_*"],
  failures: [["permission-denied", /not inside a trusted directory/i]],
  final: "required",
  output: "jsonl",
  modes: SANDBOX_ACCESS,
  accesses: ["read", "write", "full"],
  enforcesSchema: true,
  loginState: codexLogin,
  program: codexProgram,
  command,
  read: readCodex,
  models: { args: ["debug", "models", "--bundled"], read: codexModels },
  rules: codexRules,
};

function command(invocation: Invocation): Command {
  const { settings, prompt, model, cwd, resume, answerSchema } = invocation;
  const level = codex.modes[modeFor(codex, invocation, SANDBOX)] ?? invocation.access;
  return {
    file: settings.command ?? codex.executable,
    args: [
      ...(settings.args ?? []),
      "exec",
      "--json",
      "--skip-git-repo-check",
      "-C",
      cwd,
      "-s",
      SANDBOX[level],
      ...(model === undefined ? [] : ["-m", model]),
      ...(answerSchema === undefined ? [] : ["--output-schema", answerSchema.path]),
      // A login shell resets PATH on many systems, and with it what stands first there (measured, Codex 0.169.0).
      "-c",
      "allow_login_shell=false",
      // Its commands need no key of its own: they get no variable with KEY, SECRET or TOKEN in its name (measured).
      "-c",
      "shell_environment_policy.ignore_default_excludes=false",
      ...codexRules(invocation).args,
      ...(settings.extraArgs ?? []),
      // `resume` knows few options of its own: all of them go before it.
      ...(resume === undefined ? [] : ["resume", resume.sessionId]),
      "-",
    ],
    stdin: prompt,
  };
}
