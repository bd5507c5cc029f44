import { realpath, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** What is asked of the machine beside its files. */
interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The program of this name on PATH. */
  readonly which: (name: string) => string | undefined;
}

/** What to start: a program, and what stands before all other arguments where it is one that runs a script. */
export interface StartForm {
  readonly file: string;
  readonly args?: readonly string[];
}

interface Launcher {
  /** The script in its npm package, as it is found behind the name on PATH. */
  readonly script: RegExp;
  /** What that script would start; undefined where its package is not laid out as we know it. */
  readonly behind: (script: string, machine: Machine) => Promise<StartForm | undefined>;
}

/**
 * CLIs whose npm package starts them as a second process: a signal that ends the launcher alone leaves them working
 * (measured), and the launcher costs a Node start. Claude Code and OpenCode are native already, Gemini CLI starts no second
 * one when it is told so.
 */
const LAUNCHERS: Readonly<Record<string, Launcher>> = {
  codex: { script: /[/\\]@openai[/\\]codex[/\\]bin[/\\]codex\.js$/, behind: nativeCodex },
  copilot: { script: /[/\\]@github[/\\]copilot[/\\]npm-loader\.js$/, behind: nativeCopilot },
  qwen: { script: /[/\\]@qwen-code[/\\]qwen-code[/\\]cli-entry\.js$/, behind: qwenScript },
};

/** The program behind a launcher. Whatever is not recognised stays as it is. */
export async function directForm(id: string, file: string, machine: Machine): Promise<StartForm> {
  const launcher = Object.hasOwn(LAUNCHERS, id) ? LAUNCHERS[id] : undefined;
  if (launcher === undefined) return { file };
  try {
    const script = await realpath(file);
    return (launcher.script.test(script) ? await launcher.behind(script, machine) : undefined) ?? { file };
  } catch {
    return { file }; // gone since it was found: starting it will say so
  }
}

/** `<os>-<cpu>` as Node names them: the package and the folder that hold Codex's native program. */
const CODEX_TARGETS: Readonly<Record<string, readonly [suffix: string, triple: string]>> = {
  "linux-x64": ["linux-x64", "x86_64-unknown-linux-musl"],
  "linux-arm64": ["linux-arm64", "aarch64-unknown-linux-musl"],
  "darwin-x64": ["darwin-x64", "x86_64-apple-darwin"],
  "darwin-arm64": ["darwin-arm64", "aarch64-apple-darwin"],
  "win32-x64": ["win32-x64", "x86_64-pc-windows-msvc"],
  "win32-arm64": ["win32-arm64", "aarch64-pc-windows-msvc"],
};

async function nativeCodex(launcher: string): Promise<StartForm | undefined> {
  const [suffix, triple] = CODEX_TARGETS[`${process.platform}-${process.arch}`] ?? [];
  if (suffix === undefined || triple === undefined) return undefined;
  const program = process.platform === "win32" ? "codex.exe" : "codex";
  // In a package of its own beside the launcher's, or, in older versions, within it.
  const beside = folderOf(launcher, `@openai/codex-${suffix}/package.json`).map((folder) => join(folder, "vendor"));
  const roots = [...beside, join(dirname(launcher), "..", "vendor")];
  return firstFile(roots.map((root) => join(root, triple, "bin", program)));
}

/** Where the packages for both C libraries are installed, its own launcher knows which one this system has. */
async function nativeCopilot(launcher: string): Promise<StartForm | undefined> {
  const systems = process.platform === "linux" ? ["linux", "linuxmusl"] : [process.platform];
  const program = process.platform === "win32" ? "copilot.exe" : "copilot";
  const folders = systems.flatMap((system) => folderOf(launcher, `@github/copilot-${system}-${process.arch}`));
  return folders.length === 1 ? firstFile(folders.map((folder) => join(folder, program))) : undefined;
}

/**
 * The script that `cli-entry.js` runs, with the option that it adds. Not where Qwen Code keeps updates of its own: which of
 * them to start, the launcher knows.
 */
async function qwenScript(launcher: string, { env, which }: Machine): Promise<StartForm | undefined> {
  const home = env["QWEN_HOME"] ?? join(env["HOME"] ?? "", ".qwen");
  const node = which("node");
  const script = (await firstFile([join(dirname(launcher), "cli.js")]))?.file;
  if (node === undefined || script === undefined || (await isThere(join(home, "updates", "npm")))) return undefined;
  return { file: node, args: ["--expose-gc", script] };
}

/** The folder of what `launcher` would get by this name; none when it is not installed. */
function folderOf(launcher: string, name: string): string[] {
  try {
    return [dirname(createRequire(launcher).resolve(name))];
  } catch {
    return []; // an optional package
  }
}

async function firstFile(paths: readonly string[]): Promise<StartForm | undefined> {
  for (const path of paths) if (await isFile(path)) return { file: path };
  return undefined;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false; // not there: the launcher will do
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false, // what cannot be looked at is not used either
  );
}
