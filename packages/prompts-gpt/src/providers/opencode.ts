import type { Command } from "../process/command.ts";
import { checkAccess } from "./access.ts";
import { readOpencode } from "./opencode-events.ts";
import { OPENCODE_PLACE, opencodeRules } from "./opencode-rules.ts";
import type { Invocation, Provider } from "./provider.ts";

/**
 * `full` alone: its permissions are configuration, and a repository's `opencode.json` can give a subagent more than we
 * allow, whatever we pass (measured, 1.18.33).
 */
export const opencode: Provider = {
  id: "opencode",
  title: "OpenCode",
  executable: "opencode",
  install: "npm install -g opencode-ai",
  login: "opencode auth login",
  final: "required",
  output: "jsonl",
  modes: {},
  accesses: ["full"],
  command,
  read: readOpencode,
  rules: opencodeRules,
  place: OPENCODE_PLACE,
};

function command(invocation: Invocation): Command {
  const { settings, prompt, model, access, cwd, resume } = invocation;
  checkAccess(opencode, access);
  return {
    file: settings.command ?? opencode.executable,
    args: [
      ...(settings.args ?? []),
      "run",
      "--format",
      "json",
      "--auto",
      "--dir",
      cwd,
      ...(model === undefined ? [] : ["-m", model]),
      ...(resume === undefined ? [] : ["-s", resume.sessionId]),
      ...(settings.extraArgs ?? []),
    ],
    stdin: prompt,
    // An agent that is exchanged while it works is no longer the one that was looked at.
    env: { OPENCODE_DISABLE_AUTOUPDATE: "1", ...opencodeRules(invocation).env },
  };
}
