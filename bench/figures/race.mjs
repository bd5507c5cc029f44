/** How long the losers of a race live on once a result is verified: all of them ignore being asked to end, and so does what they started. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cli, timed } from "../support/command.mjs";
import { RACERS } from "../support/place.mjs";
import { figure } from "../support/statistics.mjs";

export async function race(place, { rounds }) {
  const samples = [];
  for (let round = 0; round < rounds; round++) samples.push(lastedMs(place));
  return [
    figure({
      name: `a verified winner ends the other ${RACERS - 1}`,
      unit: "ms",
      samples,
      floor: { name: "nothing", samples: [0] },
      budget: { over: 1000 },
    }),
  ];
}

function lastedMs({ project, env, runs, racing }) {
  rmSync(racing, { recursive: true, force: true });
  const who = ["--agent", "racer", "--attempts", String(RACERS), "--allow-destructive-git"];
  const verified = ["--verify", "[ -s won.txt ]", "--first-verified"];
  const args = [cli, "orchestrate", "--mode", "parallel", "--prompt", "Win.", ...who, ...verified, "--json"];
  const { stdout } = timed(process.execPath, args, { cwd: project, env });
  const { runDir, winner, candidates } = JSON.parse(stdout);
  const won = timeOf(join(runDir, winner), "run.finished");
  const ends = candidates.map(({ name }) => timeOf(join(runDir, name), "agent.ended"));
  rmSync(runs, { recursive: true, force: true });
  return Math.max(...ends) - won;
}

function timeOf(folder, type) {
  const lines = readFileSync(join(folder, "events.jsonl"), "utf8").trim().split("\n");
  return Date.parse(lines.map((line) => JSON.parse(line)).find((event) => event.type === type).time);
}
