import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { Script } from "node:vm";
import type { CodeCache } from "./code-cache.ts";

const PARAMETERS = "(function (exports, require, module, __filename, __dirname) { ";

type Module = { exports: unknown };
/** In the order of {@link PARAMETERS}. */
type Scope = readonly [exports: unknown, require: (id: string) => unknown, module: Module, file: string, dir: string];
type Wrapped = (...scope: Scope) => void;

/**
 * Loads the bundle of the command as Node would, and hands V8 what an earlier run has compiled: of a run's own time
 * that is a quarter (docs/decisions/006). Only files of the bundle pass here; Node loads its own modules itself.
 */
export function loadBundle(entry: string, cache: CodeCache): { save(): void } {
  const loaded = new Map<string, Module>();
  const fresh = new Map<string, Script>();
  const nodesOwn = createRequire(entry);
  load(entry);
  return { save: () => fresh.forEach((script, name) => cache.write(name, () => script.createCachedData())) };

  function load(file: string): unknown {
    const known = loaded.get(file);
    if (known !== undefined) return known.exports;
    const module: Module = { exports: {} };
    loaded.set(file, module);
    const dir = dirname(file);
    const require = (id: string): unknown => (id.startsWith(".") ? load(join(dir, id)) : nodesOwn(id));
    const run = compile(file).runInThisContext() as Wrapped;
    run(module.exports, require, module, file, dir);
    return module.exports;
  }

  function compile(file: string): Script {
    const name = basename(file);
    const cachedData = cache.read(name);
    const script = new Script(`${PARAMETERS}${readFileSync(file, "utf8")}\n})`, {
      filename: file,
      columnOffset: -PARAMETERS.length,
      ...(cachedData === undefined ? {} : { cachedData }),
    });
    if (cachedData === undefined || script.cachedDataRejected === true) fresh.set(name, script);
    return script;
  }
}
