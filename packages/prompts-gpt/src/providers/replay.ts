import { fileURLToPath } from "node:url";
import { ConfigError } from "../errors.ts";
import type { Command } from "../process/command.ts";
import { checkAccess } from "./access.ts";
import { readAgentEvents } from "./agent-event.ts";
import type { Invocation, Provider } from "./provider.ts";

/** Plays a recorded run as a real process: for demonstrations and tests, with no key and no network. */
export const replay: Provider = {
  id: "replay",
  title: "Replay",
  executable: process.execPath,
  install: "npm install -g prompts-gpt",
  login: "nothing: it needs no account",
  loginVariables: [],
  keys: [],
  variables: [],
  failures: [["model-unknown", /no recording called/i]],
  final: "required",
  output: "jsonl",
  modes: {},
  accesses: ["read", "write", "full"],
  loginState: async () => ({ authenticated: "yes", why: "it needs no account", paidBy: "nothing" }),
  command,
  read: readAgentEvents,
  models: { known: ["hello", "edit", "fail"] },
};

/** Sources and bundle both stand two levels below the package, and only the built player can be started. */
const PLAYER = fileURLToPath(new URL("../../dist/replay/player.js", import.meta.url));
const DEFAULT_RECORDING = "hello";

function command(invocation: Invocation): Command {
  const { settings, access, model, prompt, resume } = invocation;
  if (resume !== undefined)
    throw new ConfigError(
      "Replay plays a recording from its start: it has no session to continue.",
      "Leave out --continue",
    );
  checkAccess(replay, access);
  return {
    file: settings.command ?? process.execPath,
    args: [
      ...(settings.args ?? []),
      PLAYER,
      "--access",
      access,
      ...(settings.extraArgs ?? []),
      model ?? DEFAULT_RECORDING,
    ],
    stdin: prompt,
  };
}
