import type { Command } from "../process/command.ts";
import { checkAccess } from "./access.ts";
import { readGemini } from "./gemini-events.ts";
import { geminiLogin } from "./gemini-login.ts";
import { geminiRules } from "./gemini-rules.ts";
import type { Access, Invocation, Provider } from "./provider.ts";

/**
 * `plan` and not `default`: an allow rule in the user's policies lets edits through in `default`, never in `plan`
 * (measured, 0.61.0). With `auto_edit` no shell tool is offered, unless the user's own policies allow it: a repository's
 * do not count.
 */
const APPROVAL_MODE: Readonly<Record<Access, string>> = { read: "plan", write: "auto_edit", full: "yolo" };

const CLOUDS = ["GOOGLE_GENAI_USE_VERTEXAI", "GOOGLE_GENAI_USE_GCA"];

export const gemini: Provider = {
  id: "gemini",
  title: "Gemini CLI",
  executable: "gemini",
  install: "npm install -g @google/gemini-cli",
  login: "gemini, and follow its login; or set GEMINI_API_KEY",
  loginVariables: ["GEMINI_API_KEY", ...CLOUDS],
  keys: ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
  variables: ["GEMINI_*", "GOOGLE_*"],
  failures: [
    ["not-authenticated", /invalid auth method|must specify the \w+ environment variable/i],
    ["quota", /quota exceeded for .*\blimit: 0\b/i],
    // The words that other services have for an empty account: here a quota of a day.
    ["usage-limit", /exceeded your current quota|quota exceeded for/i],
  ],
  final: "required",
  output: "jsonl",
  modes: {},
  accesses: ["read", "write", "full"],
  loginState: geminiLogin,
  command,
  read: readGemini,
  // Aliases; it takes full names too (models.ts of Gemini CLI 0.61.0).
  models: { known: ["auto", "pro", "flash", "flash-lite"] },
  // By GIT_CONFIG_*: `core.hooksPath` is empty there (measured, 0.61.0).
  dropsHooks: true,
  rules: geminiRules,
};

function command(invocation: Invocation): Command {
  const { settings, prompt, model, access, resume, promptPath } = invocation;
  checkAccess(gemini, access);
  return {
    file: settings.command ?? gemini.executable,
    args: [
      ...(settings.args ?? []),
      // What stands on standard input goes before this: an empty one makes it headless.
      "-p",
      "",
      "-o",
      "stream-json",
      // It refuses to start in a folder that it was not told to trust (exit 55), and nobody is there to tell it.
      "--skip-trust",
      "--approval-mode",
      APPROVAL_MODE[access],
      // In `plan` their tools are not offered, and yet they would be started. No server is called so, which no commit can know.
      ...(access === "read" ? ["--allowed-mcp-server-names", promptPath] : []),
      ...geminiRules(invocation).args,
      ...(model === undefined ? [] : ["-m", model]),
      ...(resume === undefined ? [] : ["--resume", resume.sessionId]),
      ...(settings.extraArgs ?? []),
    ],
    stdin: prompt,
    // Else it starts itself a second time, and the first process passes no signal on (measured).
    env: { GEMINI_CLI_NO_RELAUNCH: "true" },
  };
}
