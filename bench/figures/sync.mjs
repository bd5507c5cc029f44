/** What a sync takes: 100 prompts for four agents, the first time and when nothing has changed; and 10,000 prompts. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cli, timed, timedCli } from "../support/command.mjs";
import { figure } from "../support/statistics.mjs";

const REGISTRY = fileURLToPath(new URL("../support/registry.mjs", import.meta.url));
const WRITE_FILES = fileURLToPath(new URL("../support/write-files.mjs", import.meta.url));
const PEERS = { ruler: "@intellectronica/ruler@0.3.44", rulesync: "rulesync@17.0.0" };
const TARGETS = "claude-skills,cursor-rules,gemini-commands,copilot-prompts";
const PROMPTS = 100;

export async function sync(place, { rounds, many = 10_000 }) {
  const few = await manyTimes(place, rounds);
  return [...few, ...(await large(place, many))];
}

async function manyTimes(place, rounds) {
  const took = {
    floor: [],
    plain: [],
    first: [],
    again: [],
    ruler: [],
    rulesync: [],
    rulerAgain: [],
    rulesyncAgain: [],
  };
  const peers = installPeers();
  const { env, stop } = await startRegistry(place, PROMPTS);
  try {
    for (let round = -1; round < rounds; round++) {
      const where = { cwd: newProject(place, PROMPTS), env };
      const run = (...args) => timed(process.execPath, args, where);
      rmSync(join(place.folder, "cache/prompts-gpt/registry"), { recursive: true, force: true });
      const sync = () => run(cli, "sync", "--targets", TARGETS, "--json");
      const now = {
        floor: run(place.empty).ms,
        plain: run(WRITE_FILES, String(PROMPTS)).ms,
        first: written(sync(), 4 * PROMPTS),
        again: written(sync(), 0),
      };
      for (const [name, args] of Object.entries(peers)) {
        now[name] = run(...args).ms;
        now[`${name}Again`] = run(...args).ms;
      }
      if (round >= 0) for (const [name, ms] of Object.entries(now)) took[name].push(ms);
    }
  } finally {
    stop();
  }
  const floor = { name: "node on an empty module", samples: took.floor };
  const row = (name, samples, budget) => figure({ name, unit: "ms", samples, floor, budget });
  return [
    row("as many files written, and no more", took.plain, null),
    row("sync, 100 prompts × 4 agents, first", took.first, { over: 150 }),
    row("sync, nothing has changed", took.again, { over: 80 }),
    ...Object.keys(peers).flatMap((name) => [
      row(`${name}, 100 files × 4 agents, first`, took[name], null),
      row(`${name}, nothing has changed`, took[`${name}Again`], null),
    ]),
  ];
}

/** Half as many take half as long: the ratio tells. */
async function large(place, many) {
  const measured = [];
  for (const count of [many / 2, many]) {
    const { env, stop } = await startRegistry(place, count);
    try {
      const cwd = newProject(place, 0);
      measured.push(timedCli(["sync", "--targets", "", "--json"], { cwd, env, folder: place.folder }));
    } finally {
      stop();
    }
  }
  const [half, whole] = measured;
  timedCli(["--version"], { cwd: place.project, env: place.env, folder: place.folder });
  const { peakMb: least } = timedCli(["--version"], { cwd: place.project, env: place.env, folder: place.folder });
  const name = `sync, ${many.toLocaleString("en")} prompts`;
  return [
    figure({
      name,
      unit: "ms",
      samples: [whole.ms],
      floor: { name: `${(many / 2).toLocaleString("en")} prompts`, samples: [half.ms] },
      budget: { ratio: 2.5 },
    }),
    figure({
      name: `${name}, memory`,
      unit: "MB",
      samples: [whole.peakMb],
      floor: { name: "prompts-gpt --version", samples: [least] },
      budget: { over: 200 },
    }),
  ];
}

/** Milliseconds of a sync that wrote at least so many files; none at all, for 0. */
function written({ ms, stdout }, least) {
  const { ok, changes } = JSON.parse(stdout);
  if (!ok || (least === 0 ? changes !== 0 : changes < least))
    throw new Error(`a sync made ${changes} changes, ok: ${ok}`);
  return ms;
}

async function startRegistry(place, count) {
  const server = spawn(process.execPath, [REGISTRY, String(count)], { stdio: ["pipe", "pipe", "inherit"] });
  const [port] = await once(server.stdout.setEncoding("utf8"), "data");
  const env = { ...place.env, PROMPTS_GPT_TOKEN: "pgpt_bench", PROMPTS_GPT_API_URL: `http://127.0.0.1:${port.trim()}` };
  return { env, stop: () => server.stdin.end() };
}

let serial = 0;

/** The sources of the peers stand beside: they read files, where we ask a registry. */
function newProject(place, files) {
  const root = join(place.folder, `sync-${serial++}`);
  for (const folder of [".prompts-gpt", ".ruler", ".rulesync/commands"])
    mkdirSync(join(root, folder), { recursive: true });
  for (let at = 0; at < files; at++) {
    const body = `${"Look at this step; say what you found.\n".repeat(30)}`;
    writeFileSync(join(root, `.ruler/p${at}.md`), `# Prompt ${at}\n\n${body}`);
    writeFileSync(
      join(root, `.rulesync/commands/p${at}.md`),
      `---\ntargets: ["*"]\ndescription: Prompt ${at}\n---\n${body}`,
    );
  }
  spawnSync("git", ["init", "-q"], { cwd: root, env: place.env });
  return root;
}

/** What to start, by name; those that could not be installed are said and left out. Kept between benchmarks. */
function installPeers() {
  const folder = join(homedir(), ".cache/prompts-gpt-bench/peers");
  const of = (name, file) => join(folder, "node_modules", name, file);
  const ruler = ["apply", "--agents", "claude,cursor,gemini-cli,copilot", "--no-gitignore", "--no-mcp", "--no-backup"];
  const rulesync = ["generate", "--targets", "claudecode,cursor,geminicli,copilot", "--features", "commands"];
  const peers = {
    ruler: [of("@intellectronica/ruler", "dist/cli/index.js"), ...ruler],
    rulesync: [of("rulesync", "dist/cli/index.js"), ...rulesync],
  };
  if (Object.values(peers).some(([file]) => !existsSync(file))) {
    mkdirSync(folder, { recursive: true });
    const args = [
      "install",
      "--prefix",
      folder,
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
      ...Object.values(PEERS),
    ];
    spawnSync("npm", args, { stdio: ["ignore", 2, 2] });
  }
  const there = Object.entries(peers).filter(([, [file]]) => existsSync(file));
  for (const name of Object.keys(peers))
    if (!there.some(([one]) => one === name)) console.error(`not measured beside ${name}: it could not be installed`);
  return Object.fromEntries(there);
}
