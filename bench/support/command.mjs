/** Runs a program to its end and measures it. */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../../scripts/ensure.mjs";

export const cli = join(packageRoot, "dist/cli/bin.cjs");
const peakHook = fileURLToPath(new URL("peak-memory.mjs", import.meta.url));

/** Milliseconds from the start of the program until it has ended. Throws when it failed. */
export function timed(file, args, { cwd, env, input = "" }) {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(file, args, { cwd, env, input, encoding: "utf8" });
  const ms = performance.now() - started;
  if (status !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${status}: ${error?.message ?? stderr}`);
  return { ms, stdout };
}

/** One run of the CLI: how long it took, and the most memory its own process held, in MB. */
export function timedCli(args, { cwd, env, folder }) {
  const report = join(folder, "peak");
  const { ms } = timed(process.execPath, ["--import", peakHook, cli, ...args], {
    cwd,
    env: { ...env, BENCH_PEAK: report },
  });
  return { ms, peakMb: Number(readFileSync(report, "utf8")) };
}

/** Milliseconds until `command | cat >/dev/null` has ended: what the pipe alone takes. */
export async function timedPipe(file, args, where) {
  const started = performance.now();
  const child = spawn(file, args, { ...where, stdio: ["ignore", "pipe", "inherit"] });
  const sink = spawn("cat", [], { ...where, stdio: [child.stdout, "ignore", "inherit"] });
  child.stdout.destroy(); // the sink has it now
  await Promise.all([ended(child), ended(sink)]);
  return performance.now() - started;
}

function ended(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${child.spawnfile} ended with ${code}`))));
  });
}
