import { realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Machine, StartForm } from "./provider.ts";

/** An npm package that starts the CLI as a second process. */
interface Launcher {
  /** The script in its package, as it is found behind the name on PATH. */
  readonly script: RegExp;
  /** What that script would start; undefined where its package is not laid out as we know it. */
  readonly behind: (script: string, machine: Machine) => StartForm | undefined;
}

/**
 * The program behind a launcher: a signal that ends the launcher alone leaves the CLI working (measured), and the launcher
 * costs a Node start. Whatever is not recognised stays as it is.
 */
export function behindLauncher({ script, behind }: Launcher): (file: string, machine: Machine) => StartForm {
  return (file, machine) => {
    try {
      const real = realpathSync.native(file);
      return (script.test(real) ? behind(real, machine) : undefined) ?? { file };
    } catch {
      return { file }; // gone since it was found: starting it will say so
    }
  };
}

/**
 * The folder of the package that `launcher` would get by this name, found as Node does: in the nearest `node_modules` that
 * has it. Node's own resolver takes a millisecond for each. None when it is not installed.
 */
export function folderOf(launcher: string, name: string): string[] {
  for (let folder = dirname(launcher); ; folder = dirname(folder)) {
    const found = join(folder, "node_modules", name);
    if (firstFile([join(found, "package.json")]) !== undefined) return [found];
    if (folder === dirname(folder)) return []; // an optional package
  }
}

export function firstFile(paths: readonly string[]): string | undefined {
  // What is not there is no harm: the launcher will do.
  return paths.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}
