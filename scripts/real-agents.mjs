/**
 * Drives the real agent CLIs (six of them) through the built CLI, with a scripted model behind them: node scripts/real-agents.mjs
 *
 * Installs the pinned versions from npm into .cache/real-agents (or $PROMPTS_GPT_AGENT_CACHE), and shuts the way out
 * where the machine allows. Arguments go to vitest. Ends with 1 when tests fail, or are skipped although npm works.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { VERSIONS } from "../packages/prompts-gpt/test/support/agent-setup.mjs";
import { ensureBuilt, ensureInstalled, packageRoot, root } from "./ensure.mjs";

const cache = process.env.PROMPTS_GPT_AGENT_CACHE ?? join(root, ".cache/real-agents");
const npm = process.platform === "win32" ? "npm.cmd" : "npm";

ensureInstalled();
await ensureBuilt();
const isReady = installAgents();
const { ran, skipped, status } = runTests();
console.log(`real agents: ${ran} ran, ${skipped} skipped`);
const isComplete = isReady && ran > 0 && skipped === 0;
if (!isComplete)
  console.log(npmWorks() ? "Skipped although npm works: that is a failure." : "Skipped: npm does not work here.");
process.exitCode = status !== 0 || (!isComplete && process.argv.length === 2 && npmWorks()) ? 1 : 0;

function installAgents() {
  const missing = Object.entries(VERSIONS).filter(([name, version]) => versionOf(name) !== version);
  if (missing.length === 0) return true;
  mkdirSync(cache, { recursive: true });
  const specs = Object.entries(VERSIONS).map(([name, version]) => `${name}@${version}`);
  console.log(`Installing ${specs.join(", ")} …`);
  const args = [
    "install",
    "--prefix",
    cache,
    "--no-save",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    "--loglevel=error",
  ];
  return spawnSync(npm, [...args, ...specs], { cwd: cache, stdio: ["ignore", 2, 2] }).status === 0;
}

function versionOf(name) {
  const file = join(cache, "node_modules", name, "package.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).version : undefined;
}

function npmWorks() {
  return spawnSync(npm, ["view", "npm", "version"], { stdio: "ignore", timeout: 30_000 }).status === 0;
}

function runTests() {
  const folder = mkdtempSync(join(cache, "report-"));
  const report = join(folder, "report.json");
  const config = join(packageRoot, "test/real-agents/vitest.config.ts");
  const vitest = [join(root, "node_modules/vitest/vitest.mjs"), "run", "--config", config];
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const [file, ...args] = [...closedNetwork(), process.execPath, ...vitest, ...reporters, ...process.argv.slice(2)];
  const env = {
    ...process.env,
    PROMPTS_GPT_AGENT_CACHE: cache,
    PATH: [join(cache, "node_modules/.bin"), process.env.PATH].join(delimiter),
  };
  const { status } = spawnSync(file, args, { cwd: packageRoot, env, stdio: "inherit" });
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, "utf8"));
    return { ran: numPassedTests + numFailedTests, skipped: numPendingTests, status };
  } catch {
    return { ran: 0, skipped: 0, status: 1 }; // vitest did not come as far as to write its report
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What to put before a command so that it finds nothing but the loopback device. Root only: a user namespace would change what the agents' own sandboxes can do. */
function closedNetwork() {
  const prefix = ["unshare", "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"];
  const [file, ...args] = [...prefix, "true"];
  const isPossible = process.getuid?.() === 0 && spawnSync(file, args, { stdio: "ignore" }).status === 0;
  console.log(
    isPossible ? "The network is shut but for loopback." : "The network is open: this machine lets us shut nothing.",
  );
  return isPossible ? prefix : [];
}
