/** What `npm test`, `npm run demo` and `npm run bench` call first. Needs nothing but Node and npm. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const packageRoot = join(root, "packages/prompts-gpt");
export const registryRoot = join(root, "packages/registry");

/** Runs `npm ci` when a package of the lockfile is missing or has another version; silent and offline otherwise. */
export function ensureInstalled() {
  requireNode();
  if (isInstalled()) return;
  console.error("Installing what is missing (npm ci) …");
  // The CI variable of a caller must not turn this into an install without development tools.
  const env = { ...process.env, NODE_ENV: "development" };
  const npm = process.platform === "win32" ? ["cmd", "/d", "/c", "npm"] : ["npm"];
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  const [file, ...before] = npm;
  const { status, error } = spawnSync(file, [...before, ...args], { cwd: root, env, stdio: ["ignore", 2, 2] });
  if (status !== 0) stop(`npm ci failed${error ? `: ${error.message}` : ""}. Check the network, then run: npm ci`);
}

/** Builds the packages of which a source, a recording or the configuration of the build is newer than the last build. */
export async function ensureBuilt() {
  const stale = [packageRoot, registryRoot].filter((folder) => !isBuilt(folder));
  if (stale.length === 0) return;
  console.error("Building …");
  const { build } = await import("./build.mjs");
  for (const folder of stale) await build(folder).catch((error) => stop(error.message));
}

function isBuilt(folder) {
  const stamp = join(folder, "dist/.stamp");
  const own = ["src", "recordings", "package.json", "rolldown.config.mjs", "tsconfig.build.json", "build"];
  // The registry holds what it shares with prompts-gpt in its own bundle.
  const inputs = [...own.map((path) => join(folder, path)), join(packageRoot, "src/registry/contract")];
  return existsSync(stamp) && statSync(stamp).mtimeMs >= Math.max(...inputs.map(newestChange));
}

function isInstalled() {
  const hidden = join(root, "node_modules/.package-lock.json");
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(hidden, "utf8")).packages;
  return Object.entries(wanted).every(
    ([path, { version, link, optional }]) =>
      !path.includes("node_modules/") || link || optional || present[path]?.version === version,
  );
}

function newestChange(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  // The folder counts too: its time changes when a file in it is deleted.
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major >= 24 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return;
  stop(`Node ${process.versions.node} is too old. Get Node 24, 22.12 or 20.19, then run the same again.`);
}

function stop(message) {
  console.error(message);
  process.exit(1);
}
