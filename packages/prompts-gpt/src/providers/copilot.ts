import type { Command } from "../process/command.ts";
import { checkAccess } from "./access.ts";
import { readCopilot } from "./copilot-events.ts";
import { COPILOT_KEYS, copilotLogin, GITHUB_TOKENS } from "./copilot-login.ts";
import { copilotModels } from "./models.ts";
import type { Access, Invocation, Provider } from "./provider.ts";

/**
 * A denial beats what the user has allowed for good. With `write` allowed, Copilot lets through a shell command that only
 * reads or writes into a file of the workspace, and no other one (measured, 1.0.102).
 */
const ACCESS: Readonly<Record<Access, readonly string[]>> = {
  read: ["--deny-tool=write", "--deny-tool=shell"],
  write: ["--allow-tool=write"],
  full: ["--allow-all"],
};

export const copilot: Provider = {
  id: "copilot",
  title: "Copilot CLI",
  executable: "copilot",
  install: "npm install -g @github/copilot",
  login: "copilot, then /login; or set COPILOT_GITHUB_TOKEN",
  loginVariables: [...COPILOT_KEYS, ...GITHUB_TOKENS],
  keys: [...COPILOT_KEYS, "COPILOT_PROVIDER_BEARER_TOKEN"],
  variables: ["COPILOT_*"],
  final: "required",
  output: "jsonl",
  modes: {},
  accesses: ["read", "write", "full"],
  loginState: copilotLogin,
  command,
  read: readCopilot,
  models: { args: ["help", "config"], switches: { COPILOT_AUTO_UPDATE: "false" }, read: copilotModels },
};

function command({ settings, prompt, model, access, resume }: Invocation): Command {
  checkAccess(copilot, access);
  return {
    file: settings.command ?? copilot.executable,
    args: [
      ...(settings.args ?? []),
      "--output-format",
      "json",
      // Every text comes whole at its end as well: the pieces before it would only fill the log.
      "--stream",
      "off",
      "--no-ask-user",
      "--no-auto-update",
      ...ACCESS[access],
      ...(model === undefined ? [] : ["--model", model]),
      ...(resume === undefined ? [] : [`--resume=${resume.sessionId}`]),
      ...(settings.extraArgs ?? []),
    ],
    stdin: prompt,
  };
}
