import { fileURLToPath } from "node:url";
import { ConfigError } from "../errors.ts";
import type { Command } from "../process/command.ts";
import { checkAccess } from "./access.ts";
import { readAgentEvents } from "./agent-event.ts";
import { builtinLogin, builtinPaidBy } from "./builtin-endpoint.ts";
import type { Invocation, Provider } from "./provider.ts";

const KEYS = ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"];

/** The agent that comes along, for people with a key or a model server and no CLI. A program of its own, as every other. */
export const builtin: Provider = {
  id: "builtin",
  title: "Built-in agent",
  executable: process.execPath,
  install: "npm install -g prompts-gpt",
  login:
    "export OPENAI_API_KEY=… or ANTHROPIC_API_KEY=…; a local server: export OPENAI_BASE_URL=http://127.0.0.1:11434/v1",
  loginVariables: [...KEYS, "OPENAI_BASE_URL", "ANTHROPIC_BASE_URL"],
  keys: KEYS,
  variables: ["OPENAI_*", "ANTHROPIC_*", "PROMPTS_GPT_BUILTIN_*"],
  accesses: ["read", "write", "full"],
  modes: {},
  output: "jsonl",
  final: "required",
  loginState: async (env) => ({ ...builtinLogin(env), ...builtinPaidBy(env) }),
  read: readAgentEvents,
  command,
};

/** Sources and bundle both stand two levels below the package, and only the built program can be started. */
const AGENT = fileURLToPath(new URL("../../dist/builtin/agent.js", import.meta.url));

function command(invocation: Invocation): Command {
  const { settings, access, model, prompt, hook, resume } = invocation;
  checkAccess(builtin, access);
  if (model === undefined)
    throw new ConfigError(
      "The built-in agent needs to be told its model.",
      'Name one: --model openai/gpt-5.5, --model anthropic/claude-sonnet-4-5; or set "providers": { "builtin": { "model": … } }',
    );
  return {
    file: settings.command ?? process.execPath,
    args: [
      ...(settings.args ?? []),
      AGENT,
      // Of an option that is given twice the last one counts: none of these widens what the run allows.
      ...(settings.extraArgs ?? []),
      `--access=${access}`,
      `--model=${model}`,
      ...(hook === undefined ? [] : [`--hook=${hook}`]),
      ...(resume === undefined ? [] : [`--resume=${resume.sessionId}`]),
    ],
    stdin: prompt,
  };
}
