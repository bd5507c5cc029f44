/** The sources of every package, parsed: what the checks of imports, doors and shape work on. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { parseSync, visitorKeys } from "oxc-parser";
import { root } from "./ensure.mjs";

const packages = join(root, "packages");

/** Names of the packages that have sources. */
export const packageNames = () => readdirSync(packages).filter((name) => existsSync(join(packages, name, "src")));

/** Every TypeScript file under a folder of a package, parsed. `path` is relative to the repository, `name` to the folder. */
export function readSources(packageName, folder = "src") {
  const base = join(packages, packageName, folder);
  return readdirSync(base, { recursive: true })
    .filter((name) => /(?<!\.d)\.tsx?$/.test(name))
    .sort()
    .map((name) => {
      const absolute = join(base, name);
      const text = readFileSync(absolute, "utf8");
      const parsed = parseSync(absolute, text);
      const line = (offset) => text.slice(0, offset).split("\n").length;
      const path = relative(root, absolute);
      return { name, absolute, path, text, line, program: parsed.program, comments: parsed.comments };
    });
}

/** Calls `visit` for a node and everything below it. */
export function walk(node, visit) {
  visit(node);
  for (const key of visitorKeys[node.type] ?? []) {
    for (const child of [node[key]].flat()) if (child) walk(child, visit);
  }
}

/** Prints problems as `file:line: message` and ends the process: 1 when there are any. */
export function report(title, problems) {
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? `${title}: ok` : `${title}: ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
