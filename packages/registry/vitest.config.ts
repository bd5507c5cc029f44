import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/{unit,contract,e2e}/**/*.test.ts"],
    globalSetup: "test/support/global-setup.ts",
    // The page's own style sheet: style sheets are left empty otherwise.
    css: true,
    pool: "forks",
    isolate: false,
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 60_000,
  },
});
