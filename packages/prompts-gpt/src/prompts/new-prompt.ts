import { lstat, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../error-code.ts";
import { ConfigError, ExecutionError } from "../errors.ts";
import { LIBRARY } from "./read-prompt.ts";

/**
 * Writes `.prompts-gpt/<slug>.md` where nothing stands, not even a link. False: something does, and was left as it is.
 * `slug` is one of ours: it names a file of the library and no other.
 */
export async function writeNewPrompt(root: string, slug: string, text: string): Promise<boolean> {
  const folder = join(root, LIBRARY);
  await mkdir(folder, { recursive: true });
  // A repository could lead the writing anywhere by a folder that is a link.
  if (!(await lstat(folder)).isDirectory())
    throw new ConfigError(
      `${LIBRARY} is no folder of its own, and nothing is written through it.`,
      `ls -ld ${LIBRARY}`,
    );
  const path = join(folder, `${slug}.md`);
  try {
    const file = await open(path, "wx");
    try {
      await file.writeFile(text);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST") return false;
    const fix = `ls -ld ${LIBRARY} && df -h ${LIBRARY}`;
    throw new ExecutionError(`${LIBRARY}/${slug}.md cannot be written (${code ?? "unknown"}).`, fix, { cause: error });
  }
}
