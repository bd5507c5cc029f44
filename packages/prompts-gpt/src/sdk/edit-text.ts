import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processEnv } from "../config/environment.ts";
import { ConfigError, ExecutionError, UserError } from "../errors.ts";
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
  /** What to type with what was saved when that cannot be taken; it is given the path of the file. */
  readonly next?: (path: string) => string;
}

const MAX_BYTES = 256 * 1024;

/**
 * Opens a text in the user's editor, which has the terminal meanwhile, and gives what was saved. The editor is started from
 * an argument list, never through a shell. Throws a ConfigError when none is named, an ExecutionError when it fails or saves
 * what is too large or no text: what was saved then stays in its file, and the message says where.
 */
export async function editText(text: string, place: EditPlace): Promise<string> {
  const { name, cwd, env = processEnv(), next = (path) => `Look at it: ${path}` } = place;
  const [file, ...args] = await editorIn(env);
  const path = await keepText(text, name);
  const forget = () => rm(join(path, ".."), { recursive: true, force: true });
  try {
    const exit = await attend({ file, args: [...args, path] }, { cwd, env });
    if (exit.kind !== "exited" || exit.code !== 0)
      throw new ExecutionError(`The editor ${file} ${describeExit(exit)}.`, "EDITOR=<another one> prompts-gpt …");
    const saved = await textIn(path, name);
    await forget();
    return saved;
  } catch (error) {
    if (!(error instanceof UserError) || (await isAsItWas(path, text))) {
      await forget();
      throw error;
    }
    throw new ExecutionError(`${error.message} What was typed is kept: ${path}`, next(path), { cause: error });
  }
}

/** Writes a text into a file of its own that this user alone may read, in the system's temporary folder. Gives its path. */
export async function keepText(text: string, name: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "prompts-gpt-")), name);
  await writeFile(path, text, { mode: 0o600, flag: "wx" });
  return path;
}

async function textIn(path: string, name: string): Promise<string> {
  if ((await stat(path)).size > MAX_BYTES)
    throw new ExecutionError(`The text is larger than ${MAX_BYTES / 1024} KiB now.`, "Make it shorter.");
  return decodePromptText(await readFile(path), name);
}

/** Nothing is lost with it then. An editor may have taken the file away too. */
async function isAsItWas(path: string, text: string): Promise<boolean> {
  const bytes = Buffer.from(text);
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  return size === 0 || (size === bytes.length && bytes.equals(await readFile(path)));
}

/** Throws a ConfigError when no editor is named: for whoever opens one only after something that costs. */
export async function requireEditor(env: Env = processEnv()): Promise<void> {
  await editorIn(env);
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
