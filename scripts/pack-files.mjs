/**
 * LICENSE stands at the root of the repository, and so does the README of prompts-gpt; a published package holds copies: `add`
 * before packing, `remove` after. Called in the package's folder.
 */
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packageRoot, root } from "./ensure.mjs";

const names = process.cwd() === packageRoot ? ["README.md", "LICENSE"] : ["LICENSE"];
for (const name of names) {
  if (process.argv[2] === "add") copyFileSync(join(root, name), name);
  else rmSync(name, { force: true });
}
