import { resolve } from "node:path";
import { isMap } from "../is-map.ts";
import { capture } from "../process/spawn.ts";
import { isCredentials } from "./shell/reads.ts";

/*
 * OpenCode loads this file itself, for one run, and asks it before it uses a tool. A tool is refused by an error, whose
 * message the model reads. What goes wrong while asking lets the tool be used: the shim and the hooks of the repository
 * stand behind it.
 */
const LIMIT_MS = 60_000;

const CREDENTIALS =
  "prompts-gpt refused: the file holds the token of a registry, which is none of an agent's business.\n  instead: prompts-gpt status, which says where a token was found";

interface Using {
  readonly tool: string;
}

// OpenCode calls every function that such a file exports.
export const PromptsGptGuard = async ({ directory }: { readonly directory: string }) => {
  delete process.env["npm_config_fetch_retries"];
  return {
    "tool.execute.before": async ({ tool }: Using, { args }: { readonly args: unknown }): Promise<void> => {
      const reason = isMap(args) ? await reasonAgainst(tool, args, directory) : undefined;
      if (reason !== undefined) throw new Error(reason);
    },
  };
};

async function reasonAgainst(
  tool: string,
  args: Readonly<Record<string, unknown>>,
  directory: string,
): Promise<string | undefined> {
  const { command, workdir, filePath, path } = args;
  const cwd = typeof workdir === "string" ? resolve(directory, workdir) : directory;
  if (tool === "bash" && typeof command === "string") return ask(command, cwd);
  const named = [filePath, path].filter((one) => typeof one === "string");
  const scope = { cwd: directory, env: {}, variables: new Map<string, string>(), isWatched: false, depth: 0 };
  return named.some((text) => isCredentials({ text, loose: false }, scope)) ? CREDENTIALS : undefined;
}

async function ask(command: string, cwd: string): Promise<string | undefined> {
  const { PROMPTS_GPT_HOOK: hook } = process.env;
  if (hook === undefined) return undefined; // the user has switched the guard off
  const question = JSON.stringify({ hook_event_name: "PreToolUse", tool_name: "Bash", tool_input: { command }, cwd });
  const stdin = Buffer.from(question);
  const place = { cwd: process.cwd(), env: process.env, limitMs: LIMIT_MS };
  const { stdout } = await capture({ file: "/bin/sh", args: ["-c", hook], stdin }, place);
  return reasonIn(stdout.toString("utf8"));
}

function reasonIn(answer: string): string | undefined {
  try {
    const value: unknown = JSON.parse(answer);
    const said = isMap(value) ? value["hookSpecificOutput"] : undefined;
    const reason = isMap(said) ? said["permissionDecisionReason"] : undefined;
    return typeof reason === "string" ? reason : undefined;
  } catch {
    return undefined; // nothing stands against it, or the check broke
  }
}
