/** What the router's decision takes in a run of its own, and what each provider adds to a start: in time of the processor. */
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../../scripts/ensure.mjs";
import { bundleSource } from "../support/bundle.mjs";
import { timed } from "../support/command.mjs";
import { figure } from "../support/statistics.mjs";

export async function router(place, { rounds }) {
  const modules = {};
  for (const name of ["index", "detect", "resolve", "version"])
    modules[name] = await bundleSource(`providers/${name}.ts`, place.folder);
  const { PROVIDERS } = await import(modules.index);
  const env = install([...PROVIDERS.values()], place);
  const { detectProviders } = await import(modules.detect);
  // The first time asks each CLI for its version; that is kept.
  await detectProviders({ env, config: { providers: {}, customProviders: {} }, versions: { asked: { notIn: [] } } });
  return [await decision(modules, { place, env, rounds }), ...(await imports(PROVIDERS, place, rounds))];
}

/** Time of the processor since it was read last: on a busy machine what one waits is others' work. All of this is computing. */
const CPU = `let before = process.cpuUsage();
const ms = () => { const { user, system } = process.cpuUsage(before); before = process.cpuUsage(); return (user + system) / 1000; };`;
const OF_NODE = ["child_process", "crypto", "fs", "fs/promises", "module", "os", "path", "url"];

/** In a process of its own each time, as a run decides: nothing is compiled or warm there but the system's cache of files. */
async function decision({ index, detect, resolve, version }, { place, env, rounds }) {
  const script = join(place.folder, "decide.mjs");
  const names = "[...PROVIDERS.values()].map(({ executable }) => executable)";
  writeFileSync(
    script,
    `import { accessSync } from "node:fs";
import { delimiter, join } from "node:path";
import { PROVIDERS, ROUTED } from ${JSON.stringify(index)};
import { detectProviders } from ${JSON.stringify(detect)};
import { resolveRunProvider } from ${JSON.stringify(resolve)};
import { knownVersion } from ${JSON.stringify(version)};
const names = ${names};
const env = { ...process.env };
${CPU}
for (const name of names)
  for (const folder of env.PATH.split(delimiter)) try { accessSync(join(folder, name)); break; } catch {}
const floor = ms();
const found = await detectProviders({ env, config: { providers: {}, customProviders: {} }, versions: "later" });
const { provider: { id, file } } = resolveRunProvider("router", found, ROUTED);
const said = knownVersion({ provider: PROVIDERS.get(id), file, env });
const took = ms();
console.log(JSON.stringify({ id, said, floor, ms: took }));
`,
  );
  const took = [];
  for (let round = 0; round < rounds; round++)
    took.push(JSON.parse(timed(process.execPath, [script], { cwd: place.project, env }).stdout));
  const wrong = took.find(({ id, said }) => id !== "claude" || said !== "1.2.3");
  if (wrong !== undefined) throw new Error(`the router did not find what was installed: ${JSON.stringify(wrong)}`);
  const floor = { name: "looking for each program on PATH", samples: took.map((one) => one.floor) };
  const samples = took.map(({ ms }) => ms);
  return figure({ name: "router decision, warm cache", unit: "ms", samples, floor, budget: { most: 5 } });
}

/**
 * All providers in one file, as they stand in the package, beside the same file without the one: a process for each. The
 * modules of Node are there already, as in every run.
 */
async function imports(providers, place, rounds) {
  const folder = join(packageRoot, "src/providers");
  const ids = [...providers.keys()].filter((id) => existsSync(join(folder, `${id}.ts`)));
  const bundle = async (name, held) => {
    const entry = join(place.folder, `${name}.ts`);
    writeFileSync(entry, held.map((id) => `export * from ${JSON.stringify(join(folder, `${id}.ts`))};\n`).join(""));
    return bundleSource(entry, place.folder);
  };
  const all = await bundle("all-providers", ids);
  const without = [];
  for (const id of ids) {
    const others = ids.filter((other) => other !== id);
    without.push(await bundle(`all-but-${id}`, others));
  }
  const script = join(place.folder, "import.mjs");
  writeFileSync(
    script,
    `${OF_NODE.map((name) => `import "node:${name}";\n`).join("")}${CPU}
await import(process.argv[2]);
console.log(ms());
`,
  );
  const load = (file) => Number(timed(process.execPath, [script, file], { cwd: place.project, env: place.env }).stdout);
  const samples = [];
  const floors = ids.map(() => []);
  for (let round = 0; round < rounds; round++) {
    samples.push(load(all));
    without.forEach((file, index) => floors[index].push(load(file)));
  }
  return ids.map((id, index) => {
    const floor = { name: `import of all providers but ${id}`, samples: floors[index] };
    return figure({ name: `import of all, over all but ${id}`, unit: "ms", samples, floor, budget: { over: 2 } });
  });
}

/** Programs as npm installs them and, every second one, as an installer does, which has to be asked for its version. */
function install(providers, place) {
  const bin = join(place.folder, "bin");
  mkdirSync(bin, { recursive: true });
  for (const [index, { executable, id }] of providers.entries()) {
    if (dirname(executable) !== ".") continue;
    const folder = join(place.folder, index % 2 === 0 ? `lib/node_modules/${id}` : `opt/${id}`);
    mkdirSync(join(folder, "bin"), { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "version": "1.2.3" }');
    writeFileSync(join(folder, "bin/main"), "#!/bin/sh\necho 1.2.3\n");
    chmodSync(join(folder, "bin/main"), 0o755);
    symlinkSync(join(folder, "bin/main"), join(bin, executable));
  }
  // Codex is not logged in: the router looks further.
  const { PATH, ...rest } = place.env;
  const { CODEX_API_KEY: _key, CODEX_HOME: _home, ...quiet } = rest;
  return { ...quiet, HOME: place.folder, PATH: `${bin}:${PATH}`, ANTHROPIC_API_KEY: "none" };
}
