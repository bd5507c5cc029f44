/** How fast an agent's output gets through, and how much memory that takes. */
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { timedCli, timedPipe } from "../support/command.mjs";
import { flood } from "../support/place.mjs";
import { figure } from "../support/statistics.mjs";

const FLOODS = [
  { kind: "lines", provider: "flood", share: 1, speed: { least: 60 }, memory: { most: 120 } },
  { kind: "line", provider: "flood", share: 1, speed: { least: 60 }, memory: { most: 120 } },
  { kind: "events", provider: "flood-events", share: 0.2, speed: null, memory: { most: 120 } },
  { kind: "secrets", provider: "flood", share: 1, speed: { least: 40 }, memory: { most: 120 }, secrets: 20 },
];
const TITLES = {
  lines: "output in lines",
  line: "output, one line",
  events: "output, events",
  secrets: "output with secrets",
};

export async function output(place, { rounds, bytes }) {
  const figures = [];
  for (const one of FLOODS) figures.push(...(await through(place, { ...one, rounds, bytes: bytes * one.share })));
  return figures;
}

async function through(place, { kind, provider, rounds, bytes, speed, memory, secrets = 0 }) {
  const where = { cwd: place.project, env: { ...place.env, ...secretsOf(secrets) } };
  const agent = [flood, kind, String(bytes)];
  const took = { pipe: [], cli: [], peak: [], idlePeak: [] };
  for (let round = 0; round < rounds; round++) {
    took.pipe.push(rate(bytes, await timedPipe(process.execPath, agent, where)));
    took.idlePeak.push(timedCli(["--version"], { ...where, folder: place.folder }).peakMb);
    const { ms, peakMb } = timedCli(runOf(provider, agent), { ...where, folder: place.folder });
    const written = logSize(place.runs);
    rmSync(place.runs, { recursive: true, force: true });
    if (written < bytes * (secrets > 0 ? 0.9 : 1))
      throw new Error(`${kind}: output.log holds ${written} of ${bytes} bytes`);
    took.cli.push(rate(bytes, ms));
    took.peak.push(peakMb);
  }
  const pipe = { name: "the same agent | cat >/dev/null", samples: took.pipe };
  const idle = { name: "prompts-gpt --version", samples: took.idlePeak };
  const size = `${(bytes / 1e9).toFixed(2).replace(/\.?0+$/, "")} GB`;
  return [
    figure({ name: `${size} of ${TITLES[kind]}`, unit: "MB/s", samples: took.cli, floor: pipe, budget: speed }),
    figure({ name: "  the most memory meanwhile", unit: "MB", samples: took.peak, floor: idle, budget: memory }),
  ];
}

function runOf(provider, [, ...args]) {
  return ["run", ".prompts-gpt/task.md", "--provider", provider, "--access", "full", "--quiet", "--", ...args];
}

/** Variables that have to be looked for in every form; the agent prints the first of them. */
function secretsOf(count) {
  const names = Array.from({ length: count }, (_, index) => `BENCH_${index}_TOKEN`);
  return Object.fromEntries(names.map((name) => [name, Buffer.from(`${name} of the benchmark`).toString("base64")]));
}

function rate(bytes, ms) {
  return bytes / 1e6 / (ms / 1000);
}

function logSize(runs) {
  const names = readdirSync(runs).filter((name) => name.startsWith("agent-"));
  return names.reduce((sum, name) => sum + statSync(join(runs, name, "output.log")).size, 0);
}
