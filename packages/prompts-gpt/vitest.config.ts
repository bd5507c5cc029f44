import { configDefaults, defineConfig } from "vitest/config";

/** What git, the guard and checks of a machine do is the same on every Node: the second and third leave these out. */
const SAME_ON_EVERY_NODE = [
  "test/corpus/**",
  "test/unit/guard/real-git.test.ts",
  "test/e2e/{guard-borrowed-files,guard-edges,guard-everyday,guard-hook}.test.ts",
  "test/e2e/{doctor-checks,doctor-remote,restore,restore-bad-input,restore-edges,restore-undo}.test.ts",
  "test/unit/workspace/snapshot/restore.test.ts",
  // What two programs of ours say to each other; that they start and end is tried on every Node.
  "test/e2e/{acp-bridge,acp-conversation,builtin-limits}.test.ts",
];
const few = process.env["SAMPLES"] === "few";
if (few) console.log(`left out, being the same on every Node: ${SAME_ON_EVERY_NODE.join(", ")}`);

export default defineConfig({
  test: {
    include: ["test/{unit,e2e,contract,corpus}/**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...(few ? SAME_ON_EVERY_NODE : [])],
    pool: "forks",
    isolate: false,
    maxWorkers: 2, // most tests wait for processes that they have started
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
