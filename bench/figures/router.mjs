/** What a run waits for the router's decision, and what each provider adds to a start, in time of the processor. */
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../../scripts/ensure.mjs";
import { bundleSource } from "../support/bundle.mjs";
import { cli, timed } from "../support/command.mjs";
import { figure } from "../support/statistics.mjs";

export async function router(place, { rounds }) {
  const { PROVIDERS } = await import(await bundleSource("providers/index.ts", place.folder));
  const env = install([...PROVIDERS.values()], place);
  return [decision(place, { env, rounds }), ...(await imports(PROVIDERS, place, rounds))];
}

/** The first run asks each CLI for its version, and leaves its compiled code to the others, as it does for a user. */
const WARM_UP = 3;

/** What a run waits for when the router chooses, beside the same run whose agent is named: all that the decision takes, and nothing else. */
function decision(place, { env, rounds }) {
  const plan = (agent) => {
    const args = ["run", ".prompts-gpt/task.md", "--agent", agent, "--dry-run", "--json"];
    const { ms, stdout } = timed(process.execPath, [cli, ...args], { cwd: place.project, env });
    const { provider } = JSON.parse(stdout).facts;
    // Codex is there too, first in the order and not logged in.
    if (provider !== "claude") throw new Error(`the run would be with ${provider}`);
    return ms;
  };
  const took = { router: [], claude: [] };
  for (let round = -WARM_UP; round < rounds; round++) {
    const [router, claude] = [plan("router"), plan("claude")];
    if (round < 0) continue;
    took.router.push(router);
    took.claude.push(claude);
  }
  const floor = { name: "the same run, its agent named", samples: took.claude };
  return figure({ name: "run, agent by the router", unit: "ms", samples: took.router, floor, budget: { over: 5 } });
}

/** Time of the processor since it was read last: on a busy machine what one waits is others' work. All of this is computing. */
const CPU = `let before = process.cpuUsage();
const ms = () => { const { user, system } = process.cpuUsage(before); before = process.cpuUsage(); return (user + system) / 1000; };`;
const OF_NODE = ["child_process", "crypto", "fs", "fs/promises", "module", "os", "path", "url"];

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
