/**
 * Watch an agent while it works, and stop it with Ctrl-C.
 *
 *   node examples/02-events.ts                 in a new, empty folder
 *   node examples/02-events.ts path/to/folder  there: the recorded agent adds a function, a test and a line in README.md
 */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RecordedEvent, runPrompt } from "prompts-gpt";

const [cwd = await mkdtemp(join(tmpdir(), "example-"))] = process.argv.slice(2);

// The agent has a process group of its own: Ctrl-C reaches this program alone, and it has to pass it on.
const stop = new AbortController();
process.once("SIGINT", () => stop.abort("Ctrl-C"));

const result = await runPrompt({
  cwd,
  prompt: "Add a function greet(name), with a test.",
  provider: "replay", // "codex" or "claude" say the same kinds of events
  model: "edit",
  signal: stop.signal,
  onEvent: show, // awaited: a slow listener slows the agent down, nothing piles up
});

console.log(`${result.status}; changed: ${result.changedFiles?.join(", ") ?? "not compared"}`);
console.log(`All ${result.runId} said is in ${result.runDir}`);
process.exitCode = result.exitCode;

function show(event: RecordedEvent): void {
  switch (event.type) {
    case "agent.text":
      console.log(event.text);
      break;
    case "agent.tool.started":
      if (event.tool.kind === "shell") console.log(`$ ${event.tool.command}`);
      if (event.tool.kind === "edit") console.log(`~ ${event.tool.changes.map(({ path }) => path).join(", ")}`);
      break;
    case "agent.tool.finished":
      if (event.status !== "ok") console.log(`  ${event.status}`);
      break;
    case "agent.usage":
      console.log(`${event.usage.totalTokens} tokens so far`);
      break;
    default: // there are more, and later versions add some: pass over what you do not know
  }
}
