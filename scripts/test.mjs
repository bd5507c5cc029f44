/**
 * `npm test`: installs and builds what is missing, then runs the tests of both packages. Arguments go to vitest:
 * `npm test -- run-dir -t lock`; what they name may be in one of the packages alone.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, packageRoot, registryRoot, root } from "./ensure.mjs";

ensureInstalled();
await ensureBuilt();
const args = process.argv.slice(2);
const isFiltered = args.some((arg) => !arg.startsWith("-"));
const codes = [];
for (const cwd of [packageRoot, registryRoot]) codes.push(await vitest(cwd));
process.exitCode = codes.find((code) => code !== 0) ?? 0;

function vitest(cwd) {
  const file = join(root, "node_modules/vitest/vitest.mjs");
  const own = isFiltered ? [...args, "--passWithNoTests"] : args.map((arg) => reportOf(arg, cwd));
  const child = spawn(process.execPath, [file, "run", ...own], { cwd, stdio: "inherit" });
  return new Promise((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
}

/** Each package writes a report of its own. */
function reportOf(arg, cwd) {
  return cwd === registryRoot ? arg.replace(/^(--outputFile.*)\.json$/, "$1-registry.json") : arg;
}
