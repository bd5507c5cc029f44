/** Keeps what an agent printed as a sample for the tests: packages/prompts-gpt/test/fixtures/samples/<agent>/<name>.jsonl */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "./ensure.mjs";

/** `ending` is how it ended, `{ exit, stderr }`: it goes into endings.json beside the sample. Returns the sample's path. */
export function saveSample(agent, name, { lines, ending }) {
  const folder = join(packageRoot, "test/fixtures/samples", agent);
  mkdirSync(folder, { recursive: true });
  const sample = join(folder, `${name}.jsonl`);
  writeFileSync(sample, lines.map((line) => `${line}\n`).join(""));
  const file = join(folder, "endings.json");
  const endings = { ...readJson(file), [name]: ending };
  const sorted = Object.fromEntries(Object.entries(endings).sort(([a], [b]) => a.localeCompare(b)));
  writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`);
  return sample;
}

/** Of a run: the log holds both streams, and agents that tell events tell nothing else on standard output. */
export function saveRun(agent, name, { runDir, pairs = [] }) {
  const { cwd, agentExit } = JSON.parse(readFileSync(join(runDir, "meta.json"), "utf8"));
  const places = [...pairs, [cwd, "/home/user/project"], [homedir(), "/home/user"]];
  const all = neutral(readFileSync(join(runDir, "output.log"), "utf8"), places)
    .split("\n")
    .filter((line) => line.trim() !== "");
  const lines = all.filter((line) => line.trimStart().startsWith("{"));
  const stderr = all.filter((line) => !lines.includes(line)).map((line) => `${line}\n`);
  return saveSample(agent, name, { lines, ending: { exit: agentExit, stderr: stderr.join("") } });
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {}; // the first sample of all
  }
}

/** Without what belongs to this machine: pairs of what is found and what stands there instead, tried in their order. */
export function neutral(text, pairs) {
  return pairs.reduce((changed, [found, instead]) => changed.replaceAll(found, instead), text);
}
