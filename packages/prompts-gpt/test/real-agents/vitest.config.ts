import { defineConfig } from "vitest/config";

/** Started by scripts/real-agents.mjs: no part of `npm test`, which needs no agent. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["*.test.ts"],
    pool: "forks",
    // They wait a good deal, for retries and limits: one more than a small machine has processors.
    maxWorkers: 3,
    testTimeout: 90_000,
  },
});
