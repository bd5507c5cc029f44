/** `npm test`: installs and builds what is missing, then runs the tests. Arguments go to vitest: `npm test -- run-dir -t lock`. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, packageRoot, root } from "./ensure.mjs";

ensureInstalled();
await ensureBuilt();
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const child = spawn(process.execPath, [vitest, "run", ...process.argv.slice(2)], {
  cwd: packageRoot,
  stdio: "inherit",
});
child.on("exit", (code) => process.exit(code ?? 1));
