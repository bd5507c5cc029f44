import { lstat, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AuthError } from "../errors.ts";
import { CREDENTIALS_FILE } from "./credentials.ts";
import { absent, replace } from "./private-file.ts";

/** With what is written just before it takes the file's name. */
const LINE = `${CREDENTIALS_FILE}*`;

/** Keeps the credentials file out of git by a line in `.prompts-gpt/.gitignore`, unless git ignores it already. */
export async function keepOutOfGit(
  path: string,
  isIgnored: (path: string) => Promise<boolean | undefined>,
): Promise<void> {
  const file = join(dirname(path), ".gitignore");
  await addIgnoreLine({ file, line: LINE, what: "the token" }, () => isIgnored(path));
}

interface IgnoreLine {
  /** The .gitignore. */
  readonly file: string;
  readonly line: string;
  /** What it keeps out of git, as a message says it. */
  readonly what: string;
}

/**
 * Adds a line to a .gitignore unless what it is for is covered (undefined: git cannot say) and says whether it did.
 * Everything else in the file stays as it is, byte for byte. Two at once write the same.
 */
export async function addIgnoreLine(
  { file, line, what }: IgnoreLine,
  isCovered: () => Promise<boolean | undefined>,
): Promise<boolean> {
  const info = await lstat(file).catch(absent);
  const before = info?.isFile() === true ? await readFile(file) : Buffer.alloc(0);
  // Asked after reading: so of two writers neither adds its line to the other's.
  const covered = await isCovered();
  // Outside a repository git cannot say; one may be made here later.
  if (covered ?? linesOf(before).includes(line)) return false;
  if (isLastWord(linesOf(before), line)) return false;
  if (info !== undefined && !info.isFile())
    throw new AuthError(
      `${file} is no regular file, so nothing keeps ${what} out of git.`,
      `Look at it, then: mv ${file} ${file}.old`,
    );
  await replace(file, Buffer.concat([before, Buffer.from(appended(before, line))]), {
    mode: info === undefined ? undefined : info.mode & 0o777,
  });
  return true;
}

/** The line as it follows on `before`, in the line ends that are used there. At the end it wins over what stands above. */
function appended(before: Buffer, line: string): string {
  const end = before.includes("\r\n") ? "\r\n" : "\n";
  const isOpen = before.length > 0 && before.at(-1) !== 0x0a;
  return `${isOpen ? end : ""}${line}${end}`;
}

/** It is there, and nothing below takes it back: a second one would say nothing new, whatever git says or cannot say. */
function isLastWord(lines: readonly string[], line: string): boolean {
  const at = lines.lastIndexOf(line);
  return at !== -1 && !lines.slice(at).some((below) => below.startsWith("!"));
}

function linesOf(content: Buffer): string[] {
  return content
    .toString("utf8")
    .split("\n")
    .map((line) => line.trim());
}
