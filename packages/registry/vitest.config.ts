import { configDefaults, defineConfig } from "vitest/config";

const few = process.env["SAMPLES"] === "few";
const isThird = Number(process.versions.node.split(".")[0]) % 4 === 0;

/** On the second and third Node: that it starts, answers, holds its lock and stops. The rest is the same on each. */
const SAME_ON_EVERY_NODE = [
  "test/contract/{hostile,concurrency,generate}.test.ts",
  "test/e2e/{commands,crash}.test.ts",
  // What a browser does.
  "test/e2e/page*.test.ts",
  // Every answer is tried on the second.
  ...(isThird ? ["test/contract/**"] : []),
];
const leftOut = few ? SAME_ON_EVERY_NODE : [];
if (leftOut.length > 0) console.log(`left out, being the same on every Node: ${leftOut.join(", ")}`);

export default defineConfig({
  test: {
    exclude: [...configDefaults.exclude, ...leftOut],
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
