import { defineConfig } from "vitest/config";

/** Started by scripts/real-agents.mjs: no part of `npm test`, which needs no agent. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["*.test.ts"],
    pool: "forks",
    testTimeout: 60_000,
  },
});
