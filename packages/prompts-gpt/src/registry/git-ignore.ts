import { lstat, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AuthError } from "../errors.ts";
import { CREDENTIALS_FILE } from "./credentials.ts";
import { absent, replace } from "./private-file.ts";

/** With what is written just before it takes the file's name. */
const LINE = `${CREDENTIALS_FILE}*`;

/**
 * Keeps the credentials file out of git by a line in `.prompts-gpt/.gitignore`, unless git ignores it already. Everything
 * else in that file stays as it is, byte for byte. Two at once write the same.
 */
export async function keepOutOfGit(
  path: string,
  isIgnored: (path: string) => Promise<boolean | undefined>,
): Promise<void> {
  const file = join(dirname(path), ".gitignore");
  const info = await lstat(file).catch(absent);
  const before = info?.isFile() === true ? await readFile(file) : Buffer.alloc(0);
  // Asked after reading: so of two writers neither adds its line to the other's.
  const ignored = await isIgnored(path);
  // Outside a repository git cannot say; one may be made here later.
  if (ignored ?? linesOf(before).includes(LINE)) return;
  if (info !== undefined && !info.isFile())
    throw new AuthError(
      `${file} is no regular file, so nothing keeps the token out of git.`,
      `Look at it, then: mv ${file} ${file}.old`,
    );
  await replace(file, Buffer.concat([before, Buffer.from(appended(before))]), {
    mode: info === undefined ? undefined : info.mode & 0o777,
  });
}

/** The line as it follows on `before`, in the line ends that are used there. At the end it wins over what stands above. */
function appended(before: Buffer): string {
  const end = before.includes("\r\n") ? "\r\n" : "\n";
  const isOpen = before.length > 0 && before.at(-1) !== 0x0a;
  return `${isOpen ? end : ""}${LINE}${end}`;
}

function linesOf(content: Buffer): string[] {
  return content
    .toString("utf8")
    .split("\n")
    .map((line) => line.trim());
}
