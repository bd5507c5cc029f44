import { processEnv } from "../config/environment.ts";
import type { AgentEvent } from "../providers/provider.ts";
import { bridgeArguments } from "./arguments.ts";
import { hold } from "./hold.ts";

/*
 * The agent behind `acp:<command>`: it starts the command, speaks the Agent Client Protocol with it, and says in our own
 * words what happens. The prompt stands on standard input. A process of its own, so that such a run is started, watched,
 * stopped and recorded as every other, and so that the protocol's library is loaded by nobody else.
 */
const stopping = new AbortController();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => stopping.abort());

try {
  const asked = bridgeArguments(process.argv.slice(2));
  const prompt = await textOf(process.stdin);
  const isDone = await hold({ asked, prompt, print, cwd: process.cwd(), env: processEnv(), signal: stopping.signal });
  process.exitCode = isDone ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function textOf(input: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function print(event: AgentEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}
