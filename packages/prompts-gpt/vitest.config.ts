import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";

/**
 * The second and third Node run what depends on Node: processes, signals, streams, HTTP, the loader, the main path of each
 * command. They leave out what git, the guard, files and words do the same on each.
 */
const SAME_ON_EVERY_NODE = [
  "test/corpus/**",
  "test/unit/guard/real-git.test.ts",
  "test/e2e/{guard,guard-borrowed-files,guard-edges,guard-everyday,guard-hook}.test.ts",
  "test/e2e/{doctor,doctor-checks,doctor-remote,restore,restore-bad-input,restore-edges,restore-undo}.test.ts",
  "test/e2e/{restore-answers,restore-crash,snapshot-ignored,redaction,documented-agents,local-config}.test.ts",
  "test/unit/workspace/{snapshot/restore,snapshot/find-ahead}.test.ts",
  "test/unit/workspace/lane/**",
  // Killed at every write: which calls there are is the same, and what the disk holds then.
  "test/e2e/{crash,sync-crash}.test.ts",
  "test/unit/registry/sync-crash.test.ts",
  // The library's files; that its requests go out and come back is tried on every Node.
  "test/e2e/{push,init,import,generate,diff,project,privacy}.test.ts",
  "test/unit/registry/{hostile-sync,push-parts}.test.ts",
  // Decisions of a sweep; that it runs, is killed and goes on is tried on every Node.
  "test/e2e/{sweep-judged,sweep-limits,group-lanes,lane,run-batch,usage,run-budget,disk-full}.test.ts",
  // Who competes, plans and judges; that a pipeline runs is tried on one of the two.
  "test/e2e/{orchestrate-parallel,orchestrate-auto,orchestrate-eval,orchestrate-lane,runs-apply}.test.ts",
  "test/e2e/{orchestrate-resume,steps-resume}.test.ts",
  // What two programs of ours say to each other; that they start and end is tried on every Node.
  "test/e2e/{acp-bridge,acp-conversation,builtin-limits}.test.ts",
  // Words, rules and decisions, in which no Node has a part.
  "test/unit/{agent-files,config,guard,modes,pipeline,prompts,providers,runs}/**",
  "test/unit/process/redact/**",
  "test/e2e/{bad-input,completion,doctor-sarif,required-git,shown}.test.ts",
  // What stands on the disk in the end; that it is written by what Node offers is tried by those that stay.
  "test/contract/{group-records,real-events}.test.ts",
  "test/e2e/{group-records,sync-meanwhile,manifest-merge}.test.ts",
  "test/unit/registry/credentials.test.ts",
  // Many and odd ones; that a pipeline runs, and the SDK, is tried on one of the two.
  "test/e2e/{orchestrate-many,orchestrate-outside,examples}.test.ts",
];
/** Tried on every Node: runs, their processes and their ends. */
const EVERYWHERE = new Set(["run", "stopping", "sweep", "code-cache", "chunks", "environment"]);

/** Every other file is tried on the first Node and on one of the others: on the second or on the third. */
function notHere(): string[] {
  const mine = Number(process.versions.node.split(".")[0]) % 4 === 0 ? 0 : 1;
  const folders = ["test/e2e", "test/unit", "test/contract"].flatMap((folder) => {
    const files = readdirSync(join(import.meta.dirname, folder), { recursive: true, encoding: "utf8" });
    return files.filter((name) => name.endsWith(".test.ts")).map((name) => `${folder}/${name.replaceAll("\\", "/")}`);
  });
  const shared = folders.filter((path) => !EVERYWHERE.has(basename(path, ".test.ts"))).toSorted();
  return shared.filter((_, at) => at % 2 !== mine);
}

const few = process.env["SAMPLES"] === "few";
const leftOut = few ? [...SAME_ON_EVERY_NODE, ...notHere()] : [];
if (few) console.log(`left out, being the same on every Node or tried on the other one: ${leftOut.join(", ")}`);

export default defineConfig({
  test: {
    include: ["test/{unit,e2e,contract,corpus}/**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...leftOut],
    globalSetup: "test/support/global-setup.ts",
    pool: "forks",
    isolate: false,
    maxWorkers: 3, // most tests wait for processes that they have started: three keep two cores busy
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
