/**
 * Run one prompt with one agent, and use what came back.
 *
 *   node examples/01-run.ts            the recorded agent: needs no key and no network
 *   node examples/01-run.ts codex      an agent that is installed: codex, claude, or router
 */
import { runPrompt, UserError } from "prompts-gpt";

const [provider = "replay"] = process.argv.slice(2);

try {
  const result = await runPrompt({
    prompt: "Explain this repository in three sentences.",
    provider,
    access: "read", // it may look, and change nothing
    timeoutSeconds: 300,
  });
  // A failed agent is a result, not an exception.
  if (result.failure) console.error(`${result.failure.message}\n  try: ${result.failure.fix}`);
  console.log(result.output);
  console.log(`\n${result.status} after ${result.durationMs} ms, ${result.tokenUsage.totalTokens} tokens`);
  console.log(`record: ${result.runDir}`);
  process.exitCode = result.exitCode;
} catch (error) {
  // Wrong use: an agent that is not installed, a bad configuration, a prompt file that does not hold.
  if (!(error instanceof UserError)) throw error;
  console.error(`${error.message}\n  try: ${error.fix}`);
  process.exitCode = error.exitCode;
}
