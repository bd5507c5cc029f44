import { ConfigError } from "../errors.ts";
import type { Command } from "../process/command.ts";
import { checkAccess } from "./access.ts";
import { readCursor } from "./cursor-events.ts";
import { loginByVariable } from "./login.ts";
import type { Access, Invocation, Provider } from "./provider.ts";

/**
 * As documented, and not run by us (https://cursor.com/docs/cli/reference/parameters, https://cursor.com/docs/cli/headless):
 * `ask` only explores; without `--force` changes are proposed and not made; with it everything runs that is not denied.
 * Nothing in between can be told by an argument, so there is no `write`. MCP servers may do anything: only `full` has them.
 */
const ACCESS: Readonly<Record<Exclude<Access, "write">, readonly string[]>> = {
  read: ["--mode", "ask"],
  full: ["--force"],
};

export const cursor: Provider = {
  id: "cursor",
  title: "Cursor CLI",
  untried: true,
  executable: "cursor-agent",
  otherName: "agent",
  install: "curl https://cursor.com/install -fsS | bash",
  login: "cursor-agent login, or set CURSOR_API_KEY",
  loginVariables: ["CURSOR_API_KEY"],
  keys: ["CURSOR_API_KEY"],
  variables: ["CURSOR_*"],
  failures: [["permission-denied", /workspace trust required/i]],
  final: "required",
  output: "jsonl",
  modes: {},
  accesses: ["read", "full"],
  switches: ["background", "approveMcps"],
  loginState: async (env) => ({ ...loginByVariable(env, ["CURSOR_API_KEY"]), paidBy: "subscription" }),
  command,
  read: readCursor,
};

function inTheCloud(access: Access): ConfigError {
  return new ConfigError(
    `Cursor's cloud agent may do anything with its copy of the repository: it cannot express access "${access}".`,
    "Run it with --background --access full",
  );
}

function command({ settings, prompt, model, access, resume }: Invocation): Command {
  checkAccess(cursor, access);
  if (settings.background === true && access !== "full") throw inTheCloud(access);
  return {
    file: settings.command ?? cursor.executable,
    args: [
      ...(settings.args ?? []),
      "-p",
      "--output-format",
      "stream-json",
      // It refuses to start in a folder that it was not told to trust, and nobody is there to tell it.
      "--trust",
      ...ACCESS[access === "full" ? "full" : "read"],
      ...(access === "full" && settings.approveMcps !== false ? ["--approve-mcps"] : []),
      ...(settings.background === true ? ["--cloud"] : []),
      ...(model === undefined ? [] : ["--model", model]),
      ...(resume === undefined ? [] : [`--resume=${resume.sessionId}`]),
      ...(settings.extraArgs ?? []),
    ],
    stdin: prompt,
  };
}
