import { realpath } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { processEnv } from "../config/environment.ts";
import { endpointFor } from "../providers/builtin-endpoint.ts";
import { isProviderKey } from "../providers/keys.ts";
import type { AgentEvent } from "../providers/provider.ts";
import { askGuard } from "./ask-guard.ts";
import { converse, userSays } from "./converse.ts";
import { modelAt } from "./model.ts";
import { type Options, optionsIn } from "./options.ts";
import { saidBy } from "./said-error.ts";
import { openSession } from "./sessions.ts";
import { systemPrompt } from "./system-prompt.ts";
import type { Site } from "./tool.ts";
import { endAll } from "./tools/shell.ts";

/*
 * The agent behind the provider `builtin`: `agent.js --access ACCESS --model MODEL`, the prompt on standard input, keys and
 * URLs in the environment, our own events on standard output. A process of its own, so that it is started, guarded,
 * watched, stopped and recorded as every other.
 */
let denied = 0;
try {
  const answer = await main();
  tell({ type: "agent.final", ok: true, text: answer, denied });
} catch (error) {
  tell({ type: "agent.final", ok: false, message: saidBy(error), denied });
  process.exitCode = 1;
}

async function main(): Promise<string> {
  const options = optionsIn(process.argv.slice(2));
  const prompt = await text(process.stdin);
  const env = processEnv();
  const endpoint = endpointFor(options.model, env);
  if ("problem" in endpoint) throw new Error(endpoint.problem);
  const session = await openSession(env, options.resume);
  session.messages.push(userSays(prompt));
  tell({ type: "agent.session", sessionId: session.id, model: endpoint.model });
  const site = await siteOf(options, env);
  stopWith(site);
  const { turns, retries } = options;
  const system = await systemPrompt(site);
  return converse({
    model: modelAt(endpoint),

    system,
    session,
    site,
    limits: { turns, retries },
    tell,
  });
}

async function siteOf({ access, hook }: Options, env: NodeJS.ProcessEnv): Promise<Site> {
  const cwd = await realpath(process.cwd());
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !isProviderKey(name)));
  return {
    cwd,
    access,
    env: own,
    running: new Set(),
    refusal: async (command) => (hook === undefined ? undefined : askGuard(command, { hook, cwd, env: own })),
  };
}

/** What a command has started dies with us, and is not found as something left behind. */
function stopWith(site: Site): void {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
    process.once(signal, () => {
      endAll(site);
      process.kill(process.pid, signal);
    });
}

function tell(event: AgentEvent): void {
  if (event.type === "agent.tool.finished" && event.status === "denied") denied++;
  process.stdout.write(`${JSON.stringify(event)}\n`);
}
