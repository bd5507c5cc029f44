import { configDefaults, defineConfig } from "vitest/config";

/** What a browser does is the same on every Node: the second and third leave it out. */
const leftOut = process.env["SAMPLES"] === "few" ? ["test/e2e/page*.test.ts"] : [];
if (leftOut.length > 0) console.log(`left out, being the same on every Node: ${leftOut.join(", ")}`);

export default defineConfig({
  test: {
    include: ["test/{unit,contract,e2e}/**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...leftOut],
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
