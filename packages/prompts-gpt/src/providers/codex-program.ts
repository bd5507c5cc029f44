import { realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** `<os>-<cpu>` as Node names them: the package and the folder that hold Codex's native program. */
const CODEX_TARGETS: Readonly<Record<string, readonly [suffix: string, triple: string]>> = {
  "linux-x64": ["linux-x64", "x86_64-unknown-linux-musl"],
  "linux-arm64": ["linux-arm64", "aarch64-unknown-linux-musl"],
  "darwin-x64": ["darwin-x64", "x86_64-apple-darwin"],
  "darwin-arm64": ["darwin-arm64", "aarch64-apple-darwin"],
  "win32-x64": ["win32-x64", "x86_64-pc-windows-msvc"],
  "win32-arm64": ["win32-arm64", "aarch64-pc-windows-msvc"],
};

/**
 * The program behind a launcher. Codex from npm is a Node script that starts a native program: a signal that kills
 * the script alone leaves the program working (measured), and the script costs a Node start. Claude Code's is native
 * already. Whatever is not recognised stays as it is.
 */
export function codexProgram(file: string): string {
  try {
    const launcher = realpathSync.native(file);
    if (!/[/\\]@openai[/\\]codex[/\\]bin[/\\]codex\.js$/.test(launcher)) return file;
    return nativeCodex(launcher) ?? file;
  } catch {
    return file; // gone since it was found: starting it will say so
  }
}

function nativeCodex(launcher: string): string | undefined {
  const [suffix, triple] = CODEX_TARGETS[`${process.platform}-${process.arch}`] ?? [];
  if (suffix === undefined || triple === undefined) return undefined;
  const program = process.platform === "win32" ? "codex.exe" : "codex";
  for (const root of vendorFolders(launcher, suffix)) {
    const native = join(root, triple, "bin", program);
    if (isFile(native)) return native;
  }
  return undefined;
}

/** In a package of its own beside the launcher's, or, in older versions, within it. */
function vendorFolders(launcher: string, suffix: string): string[] {
  const within = join(dirname(launcher), "..", "vendor");
  try {
    return [join(dirname(createRequire(launcher).resolve(`@openai/codex-${suffix}/package.json`)), "vendor"), within];
  } catch {
    return [within]; // the optional package is not installed
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true; // not there: the launcher will do
}
