/** What a list of 10,000 run directories takes, and adding up what they used; against one of ten. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, timed } from "../support/command.mjs";
import { figure } from "../support/statistics.mjs";

const MANY = 10_000;
const FEW = 10;

export function runs(place, { rounds }) {
  const { few, many } = recordMany(place);
  const took = { few: [], list: [], usage: [] };
  const timedRuns = (word, folder) => {
    const args = [cli, "runs", word, "--artifacts-dir", folder];
    return timed(process.execPath, args, { cwd: place.project, env: place.env });
  };
  for (let round = -1; round < rounds; round++) {
    const now = { few: timedRuns("list", few), list: timedRuns("list", many), usage: timedRuns("usage", many) };
    checkCount(now.list.stdout.trimEnd().split("\n").length - 1); // without its header
    checkCount(Number(/^total +(\d+)/m.exec(now.usage.stdout)?.[1]));
    if (round >= 0) for (const [name, { ms }] of Object.entries(now)) took[name].push(ms);
  }
  const floor = { name: `of ${FEW}`, samples: took.few };
  return [
    figure({ name: "runs list, 10,000 runs", unit: "ms", samples: took.list, floor, budget: { over: 300 } }),
    figure({ name: "runs usage, 10,000 runs", unit: "ms", samples: took.usage, floor, budget: { over: 500 } }),
  ];
}

function checkCount(count) {
  if (count !== MANY) throw new Error(`${count} runs were found, and ${MANY} are there`);
}

/** One real run, written down many times under ids of its own. */
function recordMany(place) {
  const first = join(place.folder, "runs-first");
  const run = ["run", "--prompt", "Hello", "--agent", "replay", "--run-id", "one", "--artifacts-dir", first];
  timed(process.execPath, [cli, ...run], { cwd: place.project, env: place.env });
  const texts = ["meta.json", "events.jsonl"].map((name) => [name, readFileSync(join(first, "one", name), "utf8")]);
  const [few, many] = [FEW, MANY].map((count) => {
    const folder = join(place.folder, `runs-${count}`);
    for (let at = 0; at < count; at++) {
      const id = `agent-20261122T100000Z-${at.toString(16).padStart(6, "0")}`;
      mkdirSync(join(folder, id), { recursive: true });
      for (const [name, text] of texts) writeFileSync(join(folder, id, name), text.replaceAll('"one"', `"${id}"`));
    }
    return folder;
  });
  return { few, many };
}
