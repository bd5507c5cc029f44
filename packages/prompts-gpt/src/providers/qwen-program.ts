import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { behindLauncher, firstFile } from "./launcher.ts";
import type { Machine, StartForm } from "./provider.ts";

export const qwenProgram = behindLauncher({
  script: /[/\\]@qwen-code[/\\]qwen-code[/\\]cli-entry\.js$/,
  behind: qwenScript,
});

/**
 * The script that `cli-entry.js` runs, with the option that it adds. Not where Qwen Code keeps updates of its own: which of
 * them to start, the launcher knows.
 */
function qwenScript(launcher: string, { env, which }: Machine): StartForm | undefined {
  const home = env["QWEN_HOME"] ?? join(env["HOME"] ?? "", ".qwen");
  const node = which("node");
  const script = firstFile([join(dirname(launcher), "cli.js")]);
  const keepsUpdates = statSync(join(home, "updates", "npm"), { throwIfNoEntry: false }) !== undefined;
  if (node === undefined || script === undefined || keepsUpdates) return undefined;
  return { file: node, args: ["--expose-gc", script] };
}
