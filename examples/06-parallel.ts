/**
 * Let agents compete: one prompt, a git worktree for each, and a command that says whose result holds. Nothing is changed
 * in the repository until a result is applied.
 *
 *   node examples/06-parallel.ts                                    in a new repository, with the recorded agent
 *   node examples/06-parallel.ts path/to/repository codex claude    there, with agents that are installed
 */
import { execFileSync } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyRun, orchestrateParallel } from "prompts-gpt";

const [cwd = await tempRepository(), ...agents] = process.argv.slice(2);
const providers = agents.length > 0 ? agents : ["replay=edit", "replay=hello"];

const result = await orchestrateParallel({
  cwd,
  prompt: "Write greet.mjs, which exports greet(name), and a test for it.",
  providers, // each its own model, as codex=NAME, or its default
  verify: ["test -s greet.mjs"], // what decides: your tests
  maxMinutes: 30, // of all together
});

for (const { name, verdict, diff, checks, durationMs } of result.candidates) {
  const changed = diff === null ? "not compared" : `${diff.files} files, +${diff.added} -${diff.removed}`;
  console.log(
    `${name}: ${verdict} after ${durationMs} ms; ${changed}; checks ${checks?.passed ?? 0} of ${checks?.of ?? 0}`,
  );
}
console.log(`record: ${result.runDir}`);
if (result.winner !== null) {
  const { paths, conflicts } = await applyRun({ cwd, runId: result.runId, candidate: result.winner });
  console.log(conflicts.length === 0 ? `applied: ${paths.join(" ")}` : `conflicts: ${conflicts.length}`);
}
process.exitCode = result.accepted ? 0 : 1;

async function tempRepository(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "example-"));
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  await writeFile(join(folder, "README.md"), "# Small\n");
  git("init");
  git("add", ".");
  git("-c", "user.name=Example", "-c", "user.email=example@localhost", "commit", "-m", "start");
  return folder;
}
