import { BaseSequencer, type TestSpecification } from "vitest/node";
import { defineConfig } from "vitest/config";

/** The longest first: one of them begun last would run alone. */
const SLOWEST = ["opencode", "qwen", "guard", "gemini", "copilot"];

class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = SLOWEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return at === -1 ? SLOWEST.length : at;
    };
    return files.toSorted((one, other) => place(one) - place(other));
  }
}

/** Started by scripts/real-agents.mjs: no part of `npm test`, which needs no agent. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["*.test.ts"],
    globalSetup: "../support/global-setup.ts",
    pool: "forks",
    sequence: { sequencer: SlowestFirst },
    // They wait a good deal, for retries and limits: one more than a small machine has processors.
    maxWorkers: 3,
    testTimeout: 90_000,
  },
});
