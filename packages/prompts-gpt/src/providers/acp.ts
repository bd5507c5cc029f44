import { fileURLToPath } from "node:url";
import type { Command } from "../process/command.ts";
import { acpAgent, acpWords, isBareName } from "./acp-name.ts";
import { checkAccess } from "./access.ts";
import { readAgentEvents } from "./agent-event.ts";
import type { Access, Invocation, Provider } from "./provider.ts";

/** What is known of an agent, beyond what the protocol lets it say. */
interface KnownAgent {
  /** The session mode in which it asks before it does more than each access allows. An access without one cannot be asked for. */
  readonly modes: Partial<Readonly<Record<Access, string>>>;
  /** It takes a file that is not there for an error when it reads through us (measured with Gemini CLI 0.61.0). */
  readonly readsItself?: true;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * The protocol has no word for what an agent may do without asking. So only an agent that was measured has more than
 * `full`: OpenCode's `plan` lets an edit through that a repository's `opencode.json` allows (1.18.33).
 */
const KNOWN: Readonly<Record<string, KnownAgent>> = {
  gemini: {
    modes: { read: "plan", write: "default", full: "default" },
    readsItself: true,
    // Else it starts itself a second time, and the first process passes no signal on (measured).
    env: { GEMINI_CLI_NO_RELAUNCH: "true" },
  },
  opencode: { modes: {}, env: { OPENCODE_DISABLE_AUTOUPDATE: "1" } },
};

/** `acp:<command line>`: any agent that speaks the Agent Client Protocol. */
export function acpProvider(name: string): Provider {
  const [program, ...args] = acpWords(name);
  const agent = acpAgent(program);
  const { modes, env } = knownAgent(agent);
  const narrower = (["read", "write"] as const).filter((access) => isBareName(program) && modes[access] !== undefined);
  const provider: Provider = {
    id: name,
    title: `${agent} (ACP)`,
    executable: program,
    install: `Install "${program}", or name it by its path.`,
    login: `start ${agent} yourself once, and log in there`,
    loginVariables: [],
    // Those of the agent that it is called after: `ownVariables` finds them.
    keys: [],
    variables: [],
    loginState: async () => ({ authenticated: "unknown", why: "it says so itself when it is started" }),
    final: "required",
    output: "jsonl",
    modes: {},
    accesses: [...narrower, "full"],
    command(invocation) {
      checkAccess(provider, invocation.access);
      const { settings } = invocation;
      const started = [settings.command ?? program, ...(settings.args ?? []), ...args, ...(settings.extraArgs ?? [])];
      return { ...bridged(invocation, started, agent), ...(env === undefined ? {} : { env }) };
    },
    read: readAgentEvents,
  };
  return provider;
}

/** Sources and bundle both stand two levels below the package, and only the built bridge can be started. */
const BRIDGE = fileURLToPath(new URL("../../dist/acp/bridge.js", import.meta.url));

/** The bridge in front of an agent: it speaks the protocol with it, and our own words with us. */
export function bridged(invocation: Invocation, started: readonly string[], agent: string): Command {
  const { access, model, resume, prompt } = invocation;
  const { modes, readsItself } = knownAgent(agent);
  const mode = modes[access];
  return {
    file: process.execPath,
    args: [
      BRIDGE,
      "--access",
      access,
      ...(mode === undefined ? [] : ["--mode", mode]),
      ...(model === undefined ? [] : [`--model=${model}`]),
      ...(resume === undefined ? [] : [`--resume=${resume.sessionId}`]),
      ...(readsItself === true ? ["--reads-itself"] : []),
      "--",
      ...started,
    ],
    stdin: prompt,
  };
}

function knownAgent(agent: string): KnownAgent {
  return (Object.hasOwn(KNOWN, agent) ? KNOWN[agent] : undefined) ?? { modes: {} };
}
