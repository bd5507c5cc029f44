/** README and LICENSE stand at the root of the repository; the published package holds copies: `add` before packing, `remove` after. */
import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packageRoot, root } from "./ensure.mjs";

for (const name of ["README.md", "LICENSE"].filter((name) => existsSync(join(root, name)))) {
  if (process.argv[2] === "add") copyFileSync(join(root, name), join(packageRoot, name));
  else rmSync(join(packageRoot, name), { force: true });
}
