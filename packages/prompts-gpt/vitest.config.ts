import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/{unit,e2e,contract,corpus}/**/*.test.ts"],
    pool: "forks",
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
