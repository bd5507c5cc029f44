import { dirname, join } from "node:path";
import { behindLauncher, firstFile, folderOf } from "./launcher.ts";
import type { StartForm } from "./provider.ts";

/** `<os>-<cpu>` as Node names them: the package and the folder that hold Codex's native program. */
const TARGETS: Readonly<Record<string, readonly [suffix: string, triple: string]>> = {
  "linux-x64": ["linux-x64", "x86_64-unknown-linux-musl"],
  "linux-arm64": ["linux-arm64", "aarch64-unknown-linux-musl"],
  "darwin-x64": ["darwin-x64", "x86_64-apple-darwin"],
  "darwin-arm64": ["darwin-arm64", "aarch64-apple-darwin"],
  "win32-x64": ["win32-x64", "x86_64-pc-windows-msvc"],
  "win32-arm64": ["win32-arm64", "aarch64-pc-windows-msvc"],
};

export const codexProgram = behindLauncher({
  script: /[/\\]@openai[/\\]codex[/\\]bin[/\\]codex\.js$/,
  behind: nativeCodex,
});

function nativeCodex(launcher: string): StartForm | undefined {
  const [suffix, triple] = TARGETS[`${process.platform}-${process.arch}`] ?? [];
  if (suffix === undefined || triple === undefined) return undefined;
  const program = process.platform === "win32" ? "codex.exe" : "codex";
  // In a package of its own beside the launcher's, or, in older versions, within it.
  const beside = folderOf(launcher, `@openai/codex-${suffix}`).map((folder) => join(folder, "vendor"));
  const roots = [...beside, join(dirname(launcher), "..", "vendor")];
  const file = firstFile(roots.map((root) => join(root, triple, "bin", program)));
  return file === undefined ? undefined : { file };
}
