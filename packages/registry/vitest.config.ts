import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/{unit,contract,e2e}/**/*.test.ts"],
    globalSetup: "test/support/global-setup.ts",
    pool: "forks",
    isolate: false,
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 60_000,
  },
});
