/**
 * Sweep a prompt: the same task again and again, each time told what was done before.
 *
 *   node examples/04-sweep.ts                          in a new, empty folder, with the recorded agent
 *   node examples/04-sweep.ts path/to/repository codex  there, with an agent that is installed
 */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SweepProgress, sweepPrompt } from "prompts-gpt";

const [cwd = await mkdtemp(join(tmpdir(), "example-")), provider = "replay"] = process.argv.slice(2);
const promptFile = join(cwd, "improve.md");
await writeFile(promptFile, "# Improve\nFind one thing that is missing here, and add it with a test.\n");

const result = await sweepPrompt({
  cwd,
  promptFile,
  provider,
  ...(provider === "replay" ? { model: "edit" } : {}),
  iterations: 3,
  untilStable: 1, // no file was changed: there is nothing left to do
  maxMinutes: 60, // of all iterations together
  phase: "improve",
  onProgress: show, // awaited
});

for (const { name, iterationsCompleted, stopped } of result.files)
  console.log(`${name}: ${iterationsCompleted} iterations${stopped === undefined ? "" : `, ended: ${stopped}`}`);
console.log(`record: ${result.runDir}`);
process.exitCode = result.exitCode;

function show({ phase, iteration, total, status, score }: SweepProgress): void {
  console.log(`${phase}: ${iteration} of ${total} ${status}${typeof score === "number" ? ` ${score}` : ""}`);
}
