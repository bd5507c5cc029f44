import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { sweepPrompt } from "../../src/index.ts";
import { scriptAgent, tempProject } from "../support/project.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Of one iteration: its line in the manifest, and what a sweep looks at to go on. */
const KEPT_BYTES = 12_000;
const ANSWER_BYTES = 50_000;
const [EARLY, LATE] = [20, 100];

test("memory does not grow with what iterations say, only by their lines in the manifest", async () => {
  const talker = scriptAgent(`cat > /dev/null; head -c ${ANSWER_BYTES} /dev/zero | tr '\\0' x; echo "$$ done"`);
  await using project = await tempProject(
    { ".prompts-gpt/sweeps/audit.md": "# Audit\nMend.\n" },
    { agents: { talker } },
  );
  const heap = new Map<number, number>();
  const result = await sweepPrompt({
    cwd: project.path,
    env: project.env,
    provider: "talker",
    access: "read",
    iterations: LATE,
    onProgress({ status, iteration }) {
      if (status !== "started" || (iteration !== EARLY && iteration !== LATE)) return;
      collect();
      heap.set(iteration, process.memoryUsage().heapUsed);
    },
  });
  expect(result.iterationsCompleted).toBe(LATE);
  const grown = (heap.get(LATE) ?? Infinity) - (heap.get(EARLY) ?? 0);
  expect(grown / (LATE - EARLY)).toBeLessThan(KEPT_BYTES);
});
