/** Where the benchmark runs: a small clean repository, agents known to the user's own configuration, a quiet environment. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const PROMPT = "Say what stands in README.md.\n";
/** How many run a race against each other. */
export const RACERS = 20;
const racer = fileURLToPath(new URL("../agents/racer.sh", import.meta.url));
export const flood = fileURLToPath(new URL("../agents/flood.mjs", import.meta.url));

/** Providers by name. `cat` and `sleep` are the smallest agents there are: what is left is ours. */
function agents(node, racing) {
  const custom = { prompt: "stdin", output: "text" };
  const access = { read: [], write: [], full: [] };
  return {
    cat: { ...custom, command: "cat", args: [], access },
    sleeper: { ...custom, command: "sleep", args: ["1"] },
    racer: { ...custom, command: "sh", args: [racer, racing, String(RACERS)], access },
    flood: { ...custom, command: node, args: [flood] },
    "flood-events": { ...custom, command: node, args: [flood], output: "jsonl" },
  };
}

/** `dispose` removes everything that was written. */
export function makePlace() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "pgpt-bench-")));
  const project = join(folder, "project");
  const racing = join(folder, "racing");
  const files = {
    "project/README.md": "# A small project\n",
    "project/.gitignore": ".scripts/\n",
    "project/.prompts-gpt/task.md": PROMPT,
    "project/src/index.js": "export const answer = 42;\n",
    "config/prompts-gpt/config.json": JSON.stringify({ customProviders: agents(process.execPath, racing) }),
    "empty.mjs": "",
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const env = quietEnvironment(folder);
  const identity = ["-c", "user.name=Bench", "-c", "user.email=bench@example.com"];
  const steps = [
    ["init", "-q"],
    ["add", "."],
    [...identity, "commit", "-q", "-m", "A small project"],
  ];
  for (const args of steps) git(args, { cwd: project, env });
  return {
    folder,
    project,
    env,
    racing,
    runs: join(project, ".scripts/runs"),
    empty: join(folder, "empty.mjs"),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Without what would slow Node down (NODE_EXTRA_CA_CERTS alone costs Node 20 more than all of ours), and without the user's own settings. */
function quietEnvironment(folder) {
  const noise = /^(NODE_|npm_|GIT_|PROMPTS_GPT_|XDG_|FORCE_COLOR$)/;
  const rest = Object.fromEntries(Object.entries(process.env).filter(([name]) => !noise.test(name)));
  const own = Object.fromEntries(
    ["config", "state", "cache"].map((name) => [`XDG_${name.toUpperCase()}_HOME`, join(folder, name)]),
  );
  return { ...rest, ...own, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: "1", NO_COLOR: "1", CI: "1" };
}

function git(args, where) {
  const { status, stderr, error } = spawnSync("git", args, { ...where, encoding: "utf8" });
  if (status !== 0) throw new Error(`git ${args.join(" ")} failed: ${error?.message ?? stderr}`);
}
