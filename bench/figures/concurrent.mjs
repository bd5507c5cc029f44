/** Many runs at once in one process, through the SDK; and that nothing of them is left. */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { timed } from "../support/command.mjs";
import { figure } from "../support/statistics.mjs";

const program = fileURLToPath(new URL("../support/run-many.mjs", import.meta.url));
const AT_ONCE = 64;

export function concurrent(place, { rounds }) {
  const where = { cwd: place.project, env: place.env };
  const reports = [];
  for (let round = 0; round < rounds; round++) {
    reports.push(JSON.parse(timed(process.execPath, [program, String(AT_ONCE)], where).stdout));
    rmSync(place.runs, { recursive: true, force: true });
  }
  const samples = (key) => reports.map((report) => report[key]);
  const bare = { name: `${AT_ONCE} × sleep 1, bare`, samples: samples("bareSeconds") };
  const none = (key) => ({ name: "before", samples: samples(key) });
  return [
    figure({
      name: `${AT_ONCE} runs of a 1 s agent at once`,
      unit: "s",
      samples: samples("seconds"),
      floor: bare,
      budget: { most: 3.5 },
    }),
    figure({
      name: "  descriptors afterwards",
      unit: "open",
      samples: samples("descriptors"),
      floor: none("descriptorsBefore"),
      budget: { over: 0 },
    }),
    figure({
      name: "  processes afterwards",
      unit: "left",
      samples: samples("processes"),
      floor: none("processesBefore"),
      budget: { over: 0 },
    }),
  ];
}
