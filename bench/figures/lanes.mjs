/** What a lane costs, beside a bare `git worktree add` of the same commit; and twenty of them at once. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { importSource } from "../support/bundle.mjs";
import { commitAll, git, makeFiles } from "../support/files.mjs";
import { figure } from "../support/statistics.mjs";

const FILES = 50_000;
const AT_ONCE = 20;

export async function lanes(place, { rounds, files = FILES, few = 2000 }) {
  const { openLane } = await importSource("workspace/lane/open-lane.ts", place.folder);
  const { removeLane } = await importSource("workspace/lane/close-lane.ts", place.folder);
  const many = makeFiles(join(place.folder, "many"), files, place.env);
  commitAll(many);
  const took = { lane: [], bare: [], closed: [], closedBare: [] };
  for (let round = -1; round < rounds; round++) {
    const now = { ...bare(many, join(place.folder, "bare")), ...(await lane(many, { openLane, removeLane })) };
    if (round >= 0) for (const [name, ms] of Object.entries(now)) took[name].push(ms);
  }
  return [
    figure({
      name: `a lane, ${files.toLocaleString("en")} files`,
      unit: "ms",
      samples: took.lane,
      floor: { name: "git worktree add --detach", samples: took.bare },
      budget: { ratio: 1.3 },
    }),
    figure({
      name: "keeping its result and taking it away",
      unit: "ms",
      samples: took.closed,
      floor: { name: "git worktree remove --force", samples: took.closedBare },
      budget: null,
    }),
    ...(await together(place, few, { openLane, removeLane })),
  ];
}

async function lane({ root, env }, { openLane, removeLane }) {
  const started = performance.now();
  const opened = await openLane({ root, name: "bench", env });
  const open = performance.now();
  await removeLane(opened, { env });
  return { lane: open - started, closed: performance.now() - open };
}

function bare({ root, env }, at) {
  const added = git(["worktree", "add", "--quiet", "--detach", at, "HEAD"], { root, env });
  return { bare: added, closedBare: git(["worktree", "remove", "--force", at], { root, env }) };
}

/** In a small repository: what counts is what lanes cost each other. */
async function together(place, files, { openLane, removeLane }) {
  const { root, env } = makeFiles(join(place.folder, "few-lanes"), files, place.env);
  commitAll({ root, env });
  const base = join(place.folder, "bare-at-once");
  const nth = Array.from({ length: AT_ONCE }, (_, at) => at);
  const floor = nth.reduce((ms, at) => ms + bare({ root, env }, `${base}-${at}`).bare, 0);
  const started = performance.now();
  const opened = await Promise.all(nth.map((at) => openLane({ root, name: `n${at}`, env })));
  const open = performance.now() - started;
  await Promise.all(opened.map((one) => removeLane(one, { env })));
  const left = leftOf({ root, env });
  rmSync(join(env.XDG_STATE_HOME, "prompts-gpt/lanes"), { recursive: true, force: true });
  const name = `${AT_ONCE} lanes at once, ${files.toLocaleString("en")} files`;
  const floors = { name: `${AT_ONCE} git worktree add, one after the other`, samples: [floor] };
  return [
    figure({ name, unit: "ms", samples: [open], floor: floors, budget: { ratio: 1.3 } }),
    figure({
      name: `what is left of ${AT_ONCE} lanes`,
      unit: "worktrees",
      samples: [left],
      floor: { name: "none", samples: [0] },
      budget: { most: 0 },
    }),
  ];
}

/** Folders of lanes, and what git knows of them. */
function leftOf({ root, env }) {
  const folders = readdirSync(join(env.XDG_STATE_HOME, "prompts-gpt/lanes")).filter((name) => name !== "kept");
  const known = join(root, ".git/worktrees");
  const listed = spawnSync("git", ["worktree", "list"], { cwd: root, env, encoding: "utf8" }).stdout.trim().split("\n");
  return folders.length + (existsSync(known) ? readdirSync(known).length : 0) + listed.length - 1;
}
