import { join } from "node:path";
import type { Command } from "../process/command.ts";
import { checkAccess } from "./access.ts";
import { readOpencode } from "./opencode-events.ts";
import { homeOf, settingsIn, unknown, yes } from "./login.ts";
import { modelLines } from "./models.ts";
import { OPENCODE_PLACE, opencodeRules } from "./opencode-rules.ts";
import type { Env, Invocation, Login, Provider } from "./provider.ts";

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
  loginVariables: [],
  // It speaks for many services, and its configuration names the key of each: `env.pass` says which ones it gets.
  keys: [],
  variables: ["OPENCODE_*"],
  final: "required",
  output: "jsonl",
  modes: {},
  accesses: ["full"],
  loginState: opencodeLogin,
  command,
  read: readOpencode,
  models: {
    args: ["models"],
    switches: { OPENCODE_DISABLE_MODELS_FETCH: "1", OPENCODE_DISABLE_AUTOUPDATE: "1" },
    changesWith: (env) => [loginFile(env)],
    read: modelLines,
  },
  rules: opencodeRules,
  place: OPENCODE_PLACE,
};

/** One login for each service; some models need none at all. */
function opencodeLogin(env: Env): Login {
  const count = Object.keys(settingsIn(loginFile(env))).length;
  if (count > 0) return yes(`it was logged in to ${count} ${count === 1 ? "service" : "services"}`);
  return unknown("it was logged in to no service; its configuration may name a key, and some models need none");
}

function loginFile(env: Env): string {
  return join(env["XDG_DATA_HOME"] || join(homeOf(env), ".local/share"), "opencode", "auth.json");
}

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
