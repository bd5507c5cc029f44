/**
 * Bring your own agent: any program that takes a prompt and prints an answer. prompts-gpt itself stays as it is.
 *
 *   node examples/03-own-provider.ts
 *
 * own-agent.mjs is such a program: it takes notes. Here it is made known in a project's personal configuration; a team
 * would commit the same to .prompts-gpt/config.json, and everyone would accept it once with `prompts-gpt trust`.
 */
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CustomProvider, runPrompt } from "prompts-gpt";

const noteTaker: CustomProvider = {
  command: process.execPath,
  args: [join(import.meta.dirname, "own-agent.mjs")],
  prompt: "stdin", // or "file", with {promptFile} in args
  output: "jsonl", // our events, one a line; or "text": what it prints is the answer; or "claude-stream-json"
  access: { read: [], write: ["--write"] }, // what it is told for each level; "full" it cannot express, and refuses
};

const [cwd = await mkdtemp(join(tmpdir(), "example-"))] = process.argv.slice(2);
await mkdir(join(cwd, ".prompts-gpt"), { recursive: true });
await writeFile(
  join(cwd, ".prompts-gpt/config.local.json"),
  JSON.stringify({ customProviders: { "note-taker": noteTaker } }, null, 2),
);

// With `read` it may only look: that it was denied its one tool is a failure, and says what to type.
for (const access of ["read", "write"] as const) {
  const result = await runPrompt({ cwd, prompt: "Buy milk.\nCall Ada.", provider: "note-taker", access });
  console.log(`${access}: ${result.failure?.message ?? result.output}`);
  console.log(`record: ${result.runDir}`);
  process.exitCode = result.exitCode;
}
