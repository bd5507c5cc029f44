/** Builds packages/prompts-gpt: the bundle, the declarations, and the link that makes it a command. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot, root } from "./ensure.mjs";
import { noticesFor } from "./notices.mjs";

const dist = join(packageRoot, "dist");

/** Leaves the last build as it was when the sources do not hold together. */
export async function build() {
  const started = new Date();
  await bundle();
  writeDeclarations();
  linkCommand();
  // The time of the start: a file that changed meanwhile is newer.
  writeFileSync(join(dist, ".stamp"), `${started.toISOString()}\n`);
}

async function bundle() {
  const { rolldown } = await import("rolldown");
  const { default: configs } = await import(pathToFileURL(join(packageRoot, "rolldown.config.mjs")).href);
  const written = new Set();
  const modules = new Set();
  for (const { output: outputOptions, ...inputOptions } of configs) {
    const bundler = await rolldown(inputOptions);
    try {
      const { output } = await bundler.write({ ...outputOptions, dir: dist });
      for (const { fileName, moduleIds = [] } of output) {
        written.add(join(dist, fileName));
        for (const id of moduleIds) modules.add(id);
      }
    } finally {
      await bundler.close();
    }
  }
  removeOthers(written);
  writeFileSync(join(dist, "THIRD-PARTY-NOTICES.md"), noticesFor(modules));
}

/** What an earlier build wrote and this one did not. */
function removeOthers(written) {
  for (const name of readdirSync(dist, { recursive: true })) {
    const file = join(dist, name);
    if (/\.c?js$/.test(name) && !written.has(file)) rmSync(file);
  }
}

function writeDeclarations() {
  rmSync(join(dist, "types"), { recursive: true, force: true });
  run("tsc", ["-p", join(packageRoot, "tsconfig.build.json")]);
  removeUnreachable(join(dist, "types"), ["index.d.ts", "cli/main.d.ts"]);
}

/** Declarations that no entry leads to describe what nobody can import: four of five, and most of their bytes. */
function removeUnreachable(folder, entries) {
  const reached = new Set();
  const visit = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const [, path] of readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g))
      visit(resolve(dirname(file), path.replace(/\.[tj]s$/, ".d.ts")));
  };
  for (const entry of entries) visit(join(folder, entry));
  for (const name of readdirSync(folder, { recursive: true })) {
    const file = join(folder, name);
    if (name.endsWith(".d.ts") && !reached.has(file)) rmSync(file);
  }
}

/** npm links a workspace's command at install time, and only when the file is there: on a fresh clone it is not. */
function linkCommand() {
  const bin = join(dist, "cli/bin.cjs");
  if (!existsSync(bin)) return;
  chmodSync(bin, 0o755);
  const link = join(root, "node_modules/.bin/prompts-gpt");
  if (statSync(link, { throwIfNoEntry: false })) return;
  if (process.platform === "win32") return run("npm", ["rebuild", "prompts-gpt", "--ignore-scripts"]);
  mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync("../prompts-gpt/dist/cli/bin.cjs", link);
}

function run(name, args) {
  const path = `${join(root, "node_modules/.bin")}${delimiter}${process.env["PATH"]}`;
  // On Windows both are scripts of the command interpreter; the arguments are fixed words and paths of ours.
  const [file, ...before] = process.platform === "win32" ? ["cmd", "/d", "/c", name] : [name];
  const env = { ...process.env, PATH: path };
  const { status } = spawnSync(file, [...before, ...args], { cwd: root, env, stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new Error(`${name} failed`);
}

if (process.argv[1] === import.meta.filename) {
  await build().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
