import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processEnv } from "../config/environment.ts";
import { ConfigError, ExecutionError } from "../errors.ts";
import { describeExit } from "../process/exit.ts";
import { attend, type Env } from "../process/spawn.ts";
import { decodePromptText } from "../prompts/prompt-text.ts";

/** Where an editor is started, and what for. */
export interface EditPlace {
  /** Of the file that the editor shows. */
  readonly name: string;
  readonly cwd: string;
  /** `VISUAL`, else `EDITOR`, names the editor: a program and its arguments. Default: that of this process. */
  readonly env?: Env;
}

const MAX_BYTES = 256 * 1024;

/**
 * Opens a text in the user's editor, which has the terminal meanwhile, and gives what was saved. The editor is started from
 * an argument list, never through a shell. Throws a ConfigError when none is named, an ExecutionError when it fails.
 */
export async function editText(text: string, { name, cwd, env = processEnv() }: EditPlace): Promise<string> {
  const [file, ...args] = await editorIn(env);
  const folder = await mkdtemp(join(tmpdir(), "prompts-gpt-"));
  const path = join(folder, name);
  try {
    await writeFile(path, text, { mode: 0o600, flag: "wx" });
    const exit = await attend({ file, args: [...args, path] }, { cwd, env });
    if (exit.kind !== "exited" || exit.code !== 0)
      throw new ExecutionError(`The editor ${file} ${describeExit(exit)}.`, "EDITOR=<another one> prompts-gpt …");
    if ((await stat(path)).size > MAX_BYTES)
      throw new ExecutionError(`The text is larger than ${MAX_BYTES / 1024} KiB now.`, "Make it shorter.");
    return decodePromptText(await readFile(path), name);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One word, or a program with its arguments between blanks: a path with blanks in it is one word when it is there. */
async function editorIn(env: Env): Promise<readonly [string, ...string[]]> {
  const editor = (env["VISUAL"] || env["EDITOR"] || "").trim();
  const isPath = await stat(editor).then(
    (found) => found.isFile(),
    () => false,
  );
  const [file, ...args] = isPath ? [editor] : editor.split(/\s+/);
  if (file !== undefined && file !== "") return [file, ...args];
  throw new ConfigError("Which editor? Neither VISUAL nor EDITOR names one.", "EDITOR=vi prompts-gpt …");
}
