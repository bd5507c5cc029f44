/** Packs prompts-gpt as it would be published, has the package checked, and uses it in an empty folder. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { ensureBuilt, ensureInstalled, packageRoot, registryRoot, root } from "./ensure.mjs";

const bin = (name) => join(root, "node_modules/.bin", name);
const { name, version, bin: commands } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
const maxTarballBytes = 1_100_000;
/** With the empty database, which is most of it. */
const maxRegistryBytes = 6_000_000;
/** What `--version` makes Node read. A command that pulls the SDK into it is seen here, long before it is felt. */
const maxStartBytes = 30_000;

ensureInstalled();
await ensureBuilt();
const folder = mkdtempSync(join(tmpdir(), "prompts-gpt-package-"));
try {
  const [{ filename, files, size }] = JSON.parse(
    run("npm", ["pack", "--json", "--pack-destination", folder], packageRoot),
  );
  const tarball = join(folder, filename);
  const odd = files
    .map(({ path }) => path)
    .filter((path) => !/^(dist|schemas|recordings|rules|man|prices)\/|^[^/]+$/.test(path));
  expect(odd.length === 0, `files that do not belong into the package: ${odd.join(", ")}`);
  const notices = "dist/THIRD-PARTY-NOTICES.md";
  expect(
    files.some(({ path }) => path === notices),
    `${notices} is not in the package`,
  );
  expect(size <= maxTarballBytes, `the package has ${size} bytes, at most ${maxTarballBytes}`);
  const startBytes = bytesFrom(join(packageRoot, "dist/cli/bin.cjs"));
  expect(startBytes <= maxStartBytes, `the command starts by reading ${startBytes} bytes, at most ${maxStartBytes}`);
  run(bin("publint"), ["run", tarball, "--strict"]);
  run(bin("attw"), [
    tarball,
    "--profile",
    "esm-only",
    "--format",
    "ascii",
    "--no-emoji",
    "--exclude-entrypoints",
    "package.json",
  ]);
  useIt(tarball);
  console.log(`package: ok (${files.length} files, ${Math.round(size / 1000)} kB)`);
  useRegistry(packRegistry());
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function packRegistry() {
  const [packed] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", folder], registryRoot));
  const odd = packed.files.map(({ path }) => path).filter((path) => !/^dist\/(?!\.)|^[^/]+$/.test(path));
  expect(odd.length === 0, `files that do not belong into the registry's package: ${odd.join(", ")}`);
  expect(
    packed.size <= maxRegistryBytes,
    `the registry's package has ${packed.size} bytes, at most ${maxRegistryBytes}`,
  );
  run(bin("publint"), ["run", join(folder, packed.filename), "--strict"]);
  console.log(`package of the registry: ok (${packed.files.length} files, ${Math.round(packed.size / 1000)} kB)`);
  return join(folder, packed.filename);
}

/** It needs the embedded database and nothing else. */
function useRegistry(tarball) {
  const project = mkdtempSync(join(folder, "registry-"));
  writeFileSync(join(project, "package.json"), `{ "private": true, "type": "module" }\n`);
  run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", tarball], project);
  const installed = readdirSync(join(project, "node_modules")).filter((entry) => !entry.startsWith("."));
  expect(
    installed.toSorted().join() === "@electric-sql,@prompts-gpt",
    `the registry brings other packages: ${installed.join(", ")}`,
  );
  const command = join(project, "node_modules/.bin/prompts-gpt-registry");
  run(command, ["--version"], project);
  const token = run(command, ["project", "create", "other", "--data", join(project, "data")], project);
  expect(/^pgpt_[\w-]{43}$/.test(token.trim()), `the registry printed: ${token}`);
}

/** Size of a file of the bundle and of everything it imports at once. */
function bytesFrom(file, seen = new Set()) {
  if (seen.has(file)) return 0;
  seen.add(file);
  const text = readFileSync(file, "utf8");
  const imports = [...text.matchAll(/(?:from|import)"(\.[^"]+)"/g)].map(([, path]) => resolve(dirname(file), path));
  return imports.reduce((sum, path) => sum + bytesFrom(path, seen), Buffer.byteLength(text));
}

/** Installs the tarball where there is nothing else, and calls the command, the SDK and the compiler there. */
function useIt(tarball) {
  const project = mkdtempSync(join(folder, "project-"));
  writeFileSync(join(project, "package.json"), `{ "private": true, "type": "module" }\n`);
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], project);
  const installed = readdirSync(join(project, "node_modules")).filter((entry) => !entry.startsWith("."));
  expect(installed.join() === name, `installing it brings other packages: ${installed.join(", ")}`);

  for (const command of Object.keys(commands)) {
    const printed = run(join(project, "node_modules/.bin", command), ["--version"], project);
    expect(printed.includes(version), `${command} --version printed: ${printed}`);
    run(join(project, "node_modules/.bin", command), ["--help"], project);
  }
  const program = `import * as sdk from "${name}"; import * as cli from "${name}/cli";
    import config from "${name}/schemas/config.schema.json" with { type: "json" };
    console.log(typeof sdk.runPrompt, typeof sdk.ConfigError, typeof cli.main, typeof config);\n`;
  writeFileSync(join(project, "use.js"), program);
  const kinds = run(process.execPath, ["--no-warnings", "use.js"], project).trim();
  expect(kinds === "function function function object", `the entries export: ${kinds}`);
  checkTypes(project);
}

function checkTypes(project) {
  symlinkSync(join(root, "node_modules/@types"), join(project, "node_modules/@types"), "junction");
  const program = `import { runPrompt, type RunPromptResult } from "${name}"; import { main } from "${name}/cli";
    export const result: Promise<RunPromptResult> = runPrompt({ promptFile: "a.md", access: "read" });
    export const mistake = [
      // @ts-expect-error there is no such access
      runPrompt({ promptFile: "a.md", access: "all" }),
    ];
    export const code: Promise<number> = main(["--version"], process);\n`;
  writeFileSync(join(project, "use.ts"), program);
  const resolutions = [
    ["NodeNext", "NodeNext"],
    ["ESNext", "Bundler"],
  ];
  for (const [module, moduleResolution] of resolutions) {
    const flags = ["--noEmit", "--strict", "--target", "ES2022", "--lib", "ES2023", "--types", "node"];
    run(bin("tsc"), [...flags, "--module", module, "--moduleResolution", moduleResolution, "use.ts"], project);
  }
}

function run(file, args, cwd = root) {
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  expect(status === 0, `${file} ${args.join(" ")} failed\n${error?.message ?? ""}${stdout ?? ""}${stderr ?? ""}`);
  return stdout;
}

function expect(condition, message) {
  if (condition) return;
  rmSync(folder, { recursive: true, force: true });
  console.error(message);
  process.exit(1);
}
