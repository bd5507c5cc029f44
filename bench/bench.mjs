/**
 * `npm run bench`: how far prompts-gpt is from the floor. `-- --check` exits 1 when a budget is missed,
 * `-- --quick` takes fewer rounds and less output, `-- --only start-up,output,concurrent,snapshot,lanes,race,sweep,router,sync,runs,registry` leaves the others out,
 * `-- --json FILE` writes the figures there too.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt, ensureInstalled, root } from "../scripts/ensure.mjs";
import { concurrent } from "./figures/concurrent.mjs";
import { lanes } from "./figures/lanes.mjs";
import { output } from "./figures/output.mjs";
import { race } from "./figures/race.mjs";
import { registry } from "./figures/registry.mjs";
import { router } from "./figures/router.mjs";
import { runs } from "./figures/runs.mjs";
import { snapshot } from "./figures/snapshot.mjs";
import { startUp } from "./figures/start-up.mjs";
import { sweep } from "./figures/sweep.mjs";
import { sync } from "./figures/sync.mjs";
import { makePlace } from "./support/place.mjs";
import { tableOf } from "./support/table.mjs";

const GROUPS = { "start-up": startUp, output, concurrent, snapshot, lanes, race, sweep, router, sync, runs, registry };
const ROUNDS = {
  full: {
    "start-up": { rounds: 40 },
    output: { rounds: 3, bytes: 1e9 },
    concurrent: { rounds: 3 },
    snapshot: { rounds: 5 },
    lanes: { rounds: 3 },
    race: { rounds: 3 },
    sweep: { iterations: 200, safe: 30, long: 1000 },
    router: { rounds: 40 },
    sync: { rounds: 20 },
    runs: { rounds: 10 },
    registry: { rounds: 7, seconds: 2, prompts: 20_000, versions: 5 },
  },
  quick: {
    "start-up": { rounds: 10 },
    output: { rounds: 1, bytes: 2.5e8 },
    concurrent: { rounds: 1 },
    snapshot: { rounds: 1, files: 5000 },
    lanes: { rounds: 1, files: 5000, few: 200 },
    race: { rounds: 1 },
    sweep: { iterations: 50, safe: 10, long: 200 },
    router: { rounds: 10 },
    sync: { rounds: 5, many: 2_000 },
    runs: { rounds: 3 },
    registry: { rounds: 3, seconds: 1, prompts: 2_000, versions: 2 },
  },
};

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    only: { type: "string", default: Object.keys(GROUPS).join() },
  },
});
ensureInstalled();
await ensureBuilt();
const figures = await measure(values.only.split(","), ROUNDS[values.quick ? "quick" : "full"]);
report(figures);
if (values.check && figures.some(({ ok }) => ok === false)) process.exitCode = 1;

async function measure(groups, rounds) {
  const place = makePlace();
  try {
    const measured = [];
    for (const group of groups) {
      if (GROUPS[group] === undefined) throw new Error(`--only knows ${Object.keys(GROUPS).join(", ")}; not ${group}`);
      console.error(`measuring ${group} …`);
      measured.push(...(await GROUPS[group](place, rounds[group])));
    }
    return measured;
  } finally {
    place.dispose();
  }
}

function report(measured) {
  const machine = {
    node: process.version,
    platform: process.platform,
    arch: process.arch,
    cpus: cpus().length,
    root: process.getuid?.() === 0,
  };
  const text = `${JSON.stringify({ schemaVersion: 1, time: new Date().toISOString(), machine, quick: values.quick, figures: measured }, null, 2)}\n`;
  const files = [join(root, "bench/results/latest.json"), ...(values.json === undefined ? [] : [resolve(values.json)])];
  for (const file of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  console.log(tableOf(measured));
  console.log(notes(machine).join("\n"));
}

function notes({ node, platform, cpus: cores, root: isRoot }) {
  return [
    "",
    `Node ${node} on ${platform}, ${cores} cores; supervision by ${isRoot && platform === "linux" ? "PID namespace" : "marker or group"}.`,
    "p95 is the bad end: of MB/s, the slow one. Floors were measured in the same run, in turns.",
    "NODE_EXTRA_CA_CERTS was unset for everything measured: it costs Node 20 some 37 ms at every start.",
  ];
}
