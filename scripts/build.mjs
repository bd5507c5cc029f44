/** Builds the packages: their bundles, the declarations of prompts-gpt, and the links that make them commands. */
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
import { packageRoot, registryRoot, root } from "./ensure.mjs";
import { noticesFor } from "./notices.mjs";

/** Leaves the last build as it was when the sources do not hold together. */
export async function build(folder) {
  const started = new Date();
  const dist = join(folder, "dist");
  await bundle(folder, dist);
  if (folder === packageRoot) writeDeclarations(dist);
  else await (await import("../packages/registry/build/empty-database.mjs")).makeEmptyDatabase();
  linkCommands(folder);
  // The time of the start: a file that changed meanwhile is newer.
  writeFileSync(join(dist, ".stamp"), `${started.toISOString()}\n`);
}

async function bundle(folder, dist) {
  const { rolldown } = await import("rolldown");
  const { default: configs } = await import(pathToFileURL(join(folder, "rolldown.config.mjs")).href);
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
  removeOthers(dist, written);
  writeFileSync(join(dist, "THIRD-PARTY-NOTICES.md"), noticesFor(modules));
}

/** What an earlier build wrote and this one did not. */
function removeOthers(dist, written) {
  for (const name of readdirSync(dist, { recursive: true })) {
    const file = join(dist, name);
    if (/\.c?js$/.test(name) && !written.has(file)) rmSync(file);
  }
}

function writeDeclarations(dist) {
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
function linkCommands(folder) {
  const { name, bin: commands } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  for (const [command, file] of Object.entries(commands)) {
    const target = join(folder, file);
    if (!existsSync(target)) continue;
    chmodSync(target, 0o755);
    const link = join(root, "node_modules/.bin", command);
    if (statSync(link, { throwIfNoEntry: false })) continue;
    if (process.platform === "win32") {
      run("npm", ["rebuild", name, "--ignore-scripts"]);
      continue;
    }
    mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(join("..", name, file), link);
  }
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
  for (const folder of [packageRoot, registryRoot])
    await build(folder).catch((error) => {
      console.error(error.message);
      process.exit(1);
    });
}
