/**
 * Bring your own agent: any program that takes a prompt and prints an answer.
 *
 *   node examples/03-own-provider.ts
 *
 * own-agent.mjs is such a program. Here it is made known in a project's personal configuration; a team would commit the
 * same to .prompts-gpt/config.json, and everyone would accept it once with `prompts-gpt trust`.
 */
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CustomProvider, runPrompt } from "prompts-gpt";

const ownAgent: CustomProvider = {
  command: process.execPath,
  args: [join(import.meta.dirname, "own-agent.mjs")],
  prompt: "stdin",
  output: "jsonl", // it speaks our events; "text" takes what it prints as the answer
  access: { read: [], write: ["--write"] }, // what it is told for each level; "full" it cannot express, and refuses
};

const [cwd = await mkdtemp(join(tmpdir(), "example-"))] = process.argv.slice(2);
await mkdir(join(cwd, ".prompts-gpt"), { recursive: true });
await writeFile(
  join(cwd, ".prompts-gpt/config.local.json"),
  JSON.stringify({ customProviders: { "note-taker": ownAgent } }, null, 2),
);

const result = await runPrompt({ cwd, prompt: "Buy milk.\nCall Ada.", provider: "note-taker", access: "write" });

console.log(result.failure?.message ?? result.output);
console.log(`record: ${result.runDir}`);
process.exitCode = result.exitCode;
