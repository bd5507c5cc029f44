/**
 * `sweep-many.mjs <iterations> [sweep input as JSON]`: one sweep of that many iterations of `cat`, in the current folder. Prints
 * as JSON how long each iteration took and bare starts of `cat` before them, what this process itself spent on each, and
 * the memory at ten moments, after a collection where Node was started with `--expose-gc`.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { sweepPrompt } from "prompts-gpt";

const iterations = Number(process.argv[2]);
const input = JSON.parse(process.argv[3] ?? "{}");
const every = Math.max(1, Math.floor(iterations / 10));

const bareMs = [];
for (let at = 0; at < Math.min(iterations, 100); at++) bareMs.push(await timedMs(bareAgent));

const began = [];
const memory = [];
const spent = process.cpuUsage();
const result = await sweepPrompt({
  promptFile: ".prompts-gpt/task.md",
  provider: "cat",
  iterations,
  ...input,
  onProgress({ status, iteration }) {
    if (status !== "started") return;
    began.push(performance.now());
    if (iteration % every === 0) memory.push({ iteration, ...memoryNow() });
  },
});
const { user, system } = process.cpuUsage(spent);
if (!result.ok || result.iterationsCompleted !== iterations) throw new Error(`${result.status}: ${result.error}`);
const iterationMs = began.slice(1).map((at, index) => at - began[index]);
process.stdout.write(JSON.stringify({ bareMs, iterationMs, ownMs: (user + system) / 1000 / iterations, memory }));

async function timedMs(work) {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

async function bareAgent() {
  const child = spawn("cat", [], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdout.resume();
  child.stdin.end("Say what stands in README.md.\n");
  await once(child, "close");
}

function memoryNow() {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { rssMb: rss / 1e6, heapMb: heapUsed / 1e6 };
}
