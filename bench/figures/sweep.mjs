/**
 * What an iteration of a sweep takes beside a bare start of the same agent, `cat`: everything else is ours, the namespace
 * that it runs in, the look at the working tree before and after, its record and the sweep's. What a long sweep does to
 * memory, and what it takes to go on with one that was killed.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { cli, timed, timedCli } from "../support/command.mjs";
import { figure } from "../support/statistics.mjs";

const program = fileURLToPath(new URL("../support/sweep-many.mjs", import.meta.url));
const BARE = { access: "read", noSnapshot: true, allowDestructiveGit: true };
const SAFE = { access: "write" };
const FEW = 10;
/** What stays of each iteration until the end: the line of the manifest that it becomes. */
const KEPT_KB = 4;

export async function sweep(place, { iterations, safe, long }) {
  const [plain, changed, guarded, lasting] = [
    swept(place, { count: iterations, input: BARE }),
    inChangedTree(place, () => swept(place, { count: iterations / 2, input: BARE })),
    swept(place, { count: safe, input: SAFE }),
    swept(place, { count: long, input: BARE }),
  ];
  return [
    iteration("an iteration of a sweep, agent cat", plain, { over: 30 }),
    own(plain),
    iteration("  where the working tree holds changes", changed, null),
    iteration("  with snapshot and guard", guarded, null),
    memory("heapMb", { title: "heap", lasting, budget: { over: 1 + (KEPT_KB * long) / 1000 } }),
    memory("rssMb", { title: "resident memory", lasting, budget: { over: 30 } }),
    ...(await resumed(place, long)),
  ];
}

function swept(place, { count, input }) {
  const args = ["--expose-gc", program, String(count), JSON.stringify(input)];
  const { stdout } = timed(process.execPath, args, { cwd: place.project, env: place.env });
  rmSync(place.runs, { recursive: true, force: true });
  return { ...JSON.parse(stdout), count };
}

/** What differs from HEAD is written down before and after each iteration, to be compared. */
function inChangedTree({ project }, work) {
  const file = join(project, "changed.txt");
  writeFileSync(file, "changed\n");
  try {
    return work();
  } finally {
    rmSync(file);
  }
}

function iteration(name, { iterationMs, bareMs }, budget) {
  return figure({ name, unit: "ms", samples: iterationMs, floor: { name: "cat, bare", samples: bareMs }, budget });
}

/** Of the processor, in our own process: others' load leaves it alone. */
function own({ ownMs }) {
  const floor = { name: "nothing", samples: [0] };
  return figure({ name: "  spent in our process", unit: "ms", samples: [ownMs], floor, budget: null });
}

/** At its end, beside what it was after the first tenth. */
function memory(key, { title, lasting, budget }) {
  const [first] = lasting.memory;
  const last = lasting.memory.at(-1);
  const floor = { name: `after ${first.iteration}`, samples: [first[key]] };
  return figure({
    name: `${title} after ${lasting.count} iterations`,
    unit: "MB",
    samples: [last[key]],
    floor,
    budget,
  });
}

/** Beside a sweep of a few: all that had finished is only read. */
async function resumed(place, long) {
  const few = await resume(place, FEW);
  const many = await resume(place, long);
  const figureOf = (key, { title, unit, budget }) =>
    figure({
      name: `${title}, ${long} iterations done`,
      unit,
      samples: [many[key]],
      floor: { name: `${FEW} done`, samples: [few[key]] },
      budget,
    });
  return [
    figureOf("ms", { title: "runs resume", unit: "ms", budget: { over: 500 } }),
    figureOf("peakMb", { title: "  its peak memory", unit: "MB", budget: { over: 60 } }),
  ];
}

async function resume(place, count) {
  await killedAfter(place, count);
  const args = ["runs", "resume", "killed", "--quiet"];
  const measured = timedCli(args, { cwd: place.project, env: place.env, folder: place.folder });
  rmSync(place.runs, { recursive: true, force: true });
  return measured;
}

/** A sweep of one iteration more, killed as soon as that one begins. */
async function killedAfter(place, count) {
  const off = ["--access", "read", "--no-snapshot", "--allow-destructive-git", "--quiet"];
  const which = ["--agent", "cat", "-n", String(count + 1), "--run-id", "killed"];
  const args = [cli, "sweep", ".prompts-gpt/task.md", ...which, ...off];
  const child = spawn(process.execPath, args, { cwd: place.project, env: place.env, stdio: "ignore" });
  const ended = once(child, "exit");
  const last = join(place.runs, "killed", `iteration-${count + 1}`);
  while (!existsSync(last)) {
    if (child.exitCode !== null) throw new Error(`the sweep ended with ${child.exitCode} before it could be killed`);
    await sleep(2);
  }
  child.kill("SIGKILL");
  await ended;
}
