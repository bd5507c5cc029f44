/** How long `--version`, `--help` and a whole `run` take, beside Node doing nothing. */
import { rmSync } from "node:fs";
import { cli, timed } from "../support/command.mjs";
import { PROMPT } from "../support/place.mjs";
import { figure } from "../support/statistics.mjs";

/** The first run leaves its compiled code to the others, as it does for a user (docs/decisions/006). */
const WARM_UP = 3;

export function startUp(place, { rounds }) {
  const where = { cwd: place.project, env: place.env };
  const node = (...args) => timed(process.execPath, args, where).ms;
  const took = { empty: [], cat: [], version: [], help: [], run: [] };
  for (let round = -WARM_UP; round < rounds; round++) {
    const now = {
      empty: node(place.empty),
      version: node(cli, "--version"),
      help: node(cli, "--help"),
      cat: timed("cat", [], { ...where, input: PROMPT }).ms,
      run: node(
        cli,
        "run",
        ".prompts-gpt/task.md",
        "--provider",
        "cat",
        "--access",
        "full",
        "--no-snapshot",
        "--allow-destructive-git", // snapshot and guard have figures of their own
        "--quiet",
      ),
    };
    rmSync(place.runs, { recursive: true, force: true });
    if (round >= 0) for (const [name, ms] of Object.entries(now)) took[name].push(ms);
  }
  const empty = { name: "node on an empty module", samples: took.empty };
  const bare = { name: "node on an empty module + cat", samples: took.empty.map((ms, round) => ms + took.cat[round]) };
  return [
    figure({ name: "prompts-gpt --version", unit: "ms", samples: took.version, floor: empty, budget: { over: 15 } }),
    figure({ name: "prompts-gpt --help", unit: "ms", samples: took.help, floor: empty, budget: { over: 15 } }),
    figure({ name: "prompts-gpt run, agent cat", unit: "ms", samples: took.run, floor: bare, budget: { over: 45 } }),
  ];
}
