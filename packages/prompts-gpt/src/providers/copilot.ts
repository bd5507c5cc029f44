import type { Command } from "../process/command.ts";
import { checkAccess } from "./access.ts";
import { readCopilot } from "./copilot-events.ts";
import { COPILOT_KEYS, copilotLogin, GITHUB_TOKENS } from "./copilot-login.ts";
import { copilotModels } from "./models.ts";
import { copilotProgram } from "./copilot-program.ts";
import { copilotRules } from "./copilot-rules.ts";
import { copilotUsagePath, readCopilotUsage } from "./copilot-usage.ts";
import type { Access, Invocation, Provider } from "./provider.ts";

/** Of its own tools, and none of any MCP server: one that calls a tool read-only had it used without being asked. */
const LOOKING = "view,grep,glob,web_fetch,report_intent";
const SHELL =
  "bash,read_bash,write_bash,stop_bash,list_bash,powershell,read_powershell,write_powershell,stop_powershell,list_powershell";

/**
 * A denial beats what the user has allowed for good, but not what a hook allows; and in a folder that the user has trusted
 * in Copilot, hooks of the repository are asked. What is not offered at all nobody can allow (measured, 1.0.102).
 */
const ACCESS: Readonly<Record<Access, readonly string[]>> = {
  read: ["--deny-tool=write", "--deny-tool=shell", `--available-tools=${LOOKING}`, "--disable-builtin-mcps"],
  write: ["--allow-tool=write", `--excluded-tools=${SHELL}`],
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
  program: copilotProgram,
  models: { args: ["help", "config"], switches: { COPILOT_AUTO_UPDATE: "false" }, read: copilotModels },
  usageFile: { path: copilotUsagePath, read: readCopilotUsage },
  rules: copilotRules,
};

function command(invocation: Invocation): Command {
  const { settings, prompt, model, access, resume } = invocation;
  const rules = copilotRules(invocation);
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
      "--usage-output-file",
      copilotUsagePath(invocation),
      ...ACCESS[access],
      ...rules.args,
      ...(model === undefined ? [] : ["--model", model]),
      ...(resume === undefined ? [] : [`--resume=${resume.sessionId}`]),
      ...(settings.extraArgs ?? []),
    ],
    stdin: prompt,
    // `true` there would allow everything, and trust what the repository configures.
    env: { COPILOT_ALLOW_ALL: "", ...rules.env },
  };
}
