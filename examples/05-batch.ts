/**
 * Run several prompts, none told of another, and read what came of each.
 *
 *   node examples/05-batch.ts        the recorded agent: needs no key and no network
 *   node examples/05-batch.ts claude
 */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runBatch } from "prompts-gpt";

const [provider = "replay"] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), "example-"));
const questions = { purpose: "What is this repository for?", risks: "What could go wrong in it?" };
for (const [name, question] of Object.entries(questions)) await writeFile(join(folder, `${name}.md`), question);

const result = await runBatch({
  promptFiles: Object.keys(questions).map((name) => join(folder, `${name}.md`)),
  provider,
  access: "read", // they only look, so they can share the working tree
  concurrency: 2,
  timeoutSeconds: 300, // for each
});

for (const { promptFile, status, durationMs, output } of result.results)
  console.log(`${promptFile}: ${status} after ${durationMs} ms\n  ${output.split("\n")[0]}`);
console.log(`${result.succeeded} succeeded, ${result.failed} failed, ${result.tokenUsage.totalTokens} tokens`);
console.log(`record: ${result.runDir}`);
process.exitCode = result.exitCode;
