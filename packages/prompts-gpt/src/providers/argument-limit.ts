import { ConfigError } from "../errors.ts";

/** Linux: MAX_ARG_STRLEN is 32 pages, the closing NUL included (execve(2)). */
const LINUX_BYTES = 128 * 1024 - 1;
/** Windows, in all: what CreateProcess takes (its closing NUL included), and what cmd.exe does, through which scripts are started. */
const WINDOWS_CHARACTERS = 32_766;
const CMD_CHARACTERS = 8191;
/** macOS: ARG_MAX is 1 MiB for arguments and environment together; half of it leaves room for the environment. */
const MAC_BYTES = 512 * 1024;

/** Refuses what the system would cut or refuse: a prompt is delivered whole or not at all. `words`: the program, then its arguments. */
export function checkArguments(name: string, words: readonly string[], platform: NodeJS.Platform): void {
  const limit = limitBroken(words, platform);
  if (limit === undefined) return;
  throw new ConfigError(
    `The prompt is too long for "${name}", which takes it as an argument: the limit is ${limit}.`,
    `Shorten the prompt, or set customProviders.${name}.prompt to "stdin" or "file".`,
  );
}

function limitBroken(words: readonly string[], platform: NodeJS.Platform): string | undefined {
  const bytes = words.map((arg) => Buffer.byteLength(arg));
  const all = bytes.reduce((sum, size) => sum + size + 1, 0);
  switch (platform) {
    case "win32":
      return windowsLimitBroken(words);
    case "darwin":
      return all > MAC_BYTES ? "524,288 bytes for all arguments on macOS" : undefined;
    default:
      return bytes.some((size) => size > LINUX_BYTES) ? "131,071 bytes for one argument on Linux" : undefined;
  }
}

/** On one line, each word in quotes, and quotes and backslashes in it once more: the most that Node makes of it. */
function windowsLimitBroken(words: readonly string[]): string | undefined {
  const isProgram = /\.(exe|com)$/i.test(words[0] ?? "");
  const length = words.reduce((sum, word) => sum + word.length + (word.match(/["\\]/g)?.length ?? 0) + 3, -1);
  if (length <= (isProgram ? WINDOWS_CHARACTERS : CMD_CHARACTERS)) return undefined;
  return `${isProgram ? "32,766" : "8,191"} characters for the whole command line on Windows`;
}
