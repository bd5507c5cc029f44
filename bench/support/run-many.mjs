/** `run-many.mjs <count>`: that many runs of a 1-second agent at once, in the current folder. Prints what it measured as JSON. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { runPrompt } from "prompts-gpt";

const count = Number(process.argv[2]);
const task = { promptFile: ".prompts-gpt/task.md", access: "full" };

// Once before: what Node opens for good at the first run is no run's fault.
await runPrompt({ ...task, provider: "cat" });
const [descriptorsBefore, processesBefore] = [openDescriptors(), children()];
const bareSeconds = await seconds(() => Promise.all(Array.from({ length: count }, bareAgent)));
const runSeconds = await seconds(async () => {
  const results = await Promise.all(Array.from({ length: count }, () => runPrompt({ ...task, provider: "sleeper" })));
  const failed = results.filter(({ ok }) => !ok);
  if (failed.length > 0) throw new Error(`${failed.length} of ${count} failed: ${failed[0].error}`);
});
const after = { descriptors: openDescriptors(), processes: children() + marked() };
process.stdout.write(
  JSON.stringify({ seconds: runSeconds, bareSeconds, descriptorsBefore, processesBefore, ...after }),
);

async function seconds(work) {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function bareAgent() {
  const child = spawn("sleep", ["1"], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end();
  await once(child, "close");
}

/** Where the system has a list of them (Linux); else it is not measured, and 0. */
function openDescriptors() {
  // The listing itself holds one of them open, each time.
  return process.platform === "linux" ? readdirSync("/proc/self/fd").length : 0;
}

function children() {
  if (process.platform !== "linux") return 0;
  return readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").split(" ").filter(Boolean).length;
}

/** Processes of any parent that bear the mark of a run of this folder. */
function marked() {
  if (process.platform !== "linux") return 0;
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.filter((pid) => environmentOf(pid).includes(`PROMPTS_GPT_RUN=${process.cwd()}`)).length;
}

function environmentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    return ""; // gone, or another user's
  }
}
