/** What a snapshot costs, beside what git takes to look at the same files and to write them down. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { importSource } from "../support/bundle.mjs";
import { cli, timed } from "../support/command.mjs";
import { commitAll, git, makeFiles } from "../support/files.mjs";
import { figure } from "../support/statistics.mjs";

const FILES = 50_000;
const FEW = 1000;
const WISH = { ignored: "small", records: [] };

export async function snapshot(place, { rounds, files = FILES }) {
  const { takeSnapshot } = await importSource("workspace/snapshot/take.ts", place.folder);
  const committed = makeFiles(join(place.folder, "committed"), files, place.env);
  commitAll(committed);
  const take = async ({ root, env }) => {
    const started = performance.now();
    await takeSnapshot({ root, env, reason: "run", of: "bench", wish: WISH });
    return performance.now() - started;
  };
  const took = { clean: [], cleanFloor: [], again: [], againFloor: [], fresh: [], freshFloor: [] };
  const measure = async (round, look) => {
    forget(place.env);
    for (const [name, ms] of Object.entries(await look())) if (round >= 0) took[name].push(ms);
  };
  for (let round = -3; round < rounds * 3; round++)
    await measure(round, async () => {
      const floor = gitLooks(committed);
      const first = { cleanFloor: floor.status + floor.write, clean: await take(committed) };
      return { ...first, againFloor: gitLooks(committed).status, again: await take(committed) };
    });
  // By itself: a process that takes a snapshot does not take one of another folder too.
  const untracked = makeFiles(join(place.folder, "untracked"), files, place.env);
  for (let round = -1; round < rounds; round++)
    await measure(round, async () => {
      const floor = gitLooks(untracked);
      return { freshFloor: floor.status + floor.write, fresh: await take(untracked) };
    });
  const row = (name, key, budget) =>
    figure({
      name,
      unit: "ms",
      samples: took[key],
      floor: { name: FLOORS[key], samples: took[`${key}Floor`] },
      budget,
    });
  return [
    row("snapshot, 50,000 files committed", "clean", { ratio: 1.3 }),
    row("snapshot, 50,000 files untracked", "fresh", { ratio: 1.3 }),
    row("the same again, nothing changed", "again", { ratio: 1.1 }),
    ...runs(place, rounds),
  ];
}

const FLOORS = {
  clean: "git status + git add -A + git write-tree",
  fresh: "git status + git add -A + git write-tree",
  again: "git status",
};

/** A whole run with a snapshot beside one without, in a repository of 1,000 files. */
function runs(place, rounds) {
  const { root, env } = makeFiles(join(place.folder, "few"), FEW, place.env);
  commitAll({ root, env });
  const run = (...more) =>
    timed(process.execPath, [cli, "run", "--prompt", "x", "--agent", "cat", "--access", "full", "--quiet", ...more], {
      cwd: root,
      env,
    }).ms;
  const took = { with: [], without: [], guarded: [] };
  for (let round = -2; round < rounds * 4; round++) {
    const now = {
      without: run("--no-snapshot", "--allow-destructive-git"),
      with: run("--allow-destructive-git"),
      guarded: run(),
    };
    if (round >= 0) for (const [name, ms] of Object.entries(now)) took[name].push(ms);
  }
  const floor = { name: "run without both", samples: took.without };
  return [
    figure({ name: "run with a snapshot, 1,000 files", unit: "ms", samples: took.with, floor, budget: { over: 150 } }),
    figure({ name: "run with snapshot and guard", unit: "ms", samples: took.guarded, floor, budget: { over: 250 } }),
    ...shim({ root, env }, rounds),
  ];
}

/** One harmless call of git, as an agent makes them all the time. */
function shim({ root, env }, rounds) {
  const shims = join(env.XDG_STATE_HOME, "prompts-gpt/guard/shims");
  const guarded = join(shims, readdirSync(shims)[0], "bin/git");
  const took = { git: [], shim: [] };
  for (let round = -2; round < rounds * 40; round++) {
    const now = {
      git: timed("git", ["rev-parse", "HEAD"], { cwd: root, env }).ms,
      shim: timed(guarded, ["rev-parse", "HEAD"], { cwd: root, env }).ms,
    };
    if (round >= 0) for (const [name, ms] of Object.entries(now)) took[name].push(ms);
  }
  const floor = { name: "git rev-parse HEAD", samples: took.git };
  return [figure({ name: "git behind the guard", unit: "ms", samples: took.shim, floor, budget: { over: 3 } })];
}

/** Milliseconds of looking, and of writing everything down with an index and objects that are thrown away. */
function gitLooks({ root, env }) {
  const objects = `${root}.objects`;
  const index = `${root}.index`;
  rmSync(objects, { recursive: true, force: true });
  rmSync(index, { force: true });
  mkdirSync(objects, { recursive: true });
  if (existsSync(join(root, ".git/index"))) copyFileSync(join(root, ".git/index"), index);
  const aside = {
    GIT_INDEX_FILE: index,
    GIT_OBJECT_DIRECTORY: objects,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: join(root, ".git/objects"),
  };
  const writing = { root, env: { ...env, ...aside } };
  const status = git(["status", "--porcelain=v2", "-uall", "-z"], { root, env });
  return { status, write: git(["add", "-A"], writing) + git(["write-tree"], writing) };
}

function forget(env) {
  rmSync(join(env.XDG_STATE_HOME, "prompts-gpt/snapshots"), { recursive: true, force: true });
}
