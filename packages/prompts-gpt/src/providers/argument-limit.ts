import { ConfigError } from "../errors.ts";

/** Linux: MAX_ARG_STRLEN is 32 pages, the closing NUL included (execve(2)). */
const LINUX_BYTES = 128 * 1024 - 1;
/** Windows: what cmd.exe takes in all, and most programs from npm are started through it. */
const WINDOWS_CHARACTERS = 8191;
/** macOS: ARG_MAX is 1 MiB for arguments and environment together; half of it leaves room for the environment. */
const MAC_BYTES = 512 * 1024;

/** Refuses arguments that the system would cut or refuse: a prompt is delivered whole or not at all. */
export function checkArguments(name: string, args: readonly string[], platform: NodeJS.Platform): void {
  const limit = limitBroken(args, platform);
  if (limit === undefined) return;
  throw new ConfigError(
    `The prompt is too long for "${name}", which takes it as an argument: the limit is ${limit}.`,
    `Shorten the prompt, or set customProviders.${name}.prompt to "stdin" or "file".`,
  );
}

function limitBroken(args: readonly string[], platform: NodeJS.Platform): string | undefined {
  const bytes = args.map((arg) => Buffer.byteLength(arg));
  const all = bytes.reduce((sum, size) => sum + size + 1, 0);
  switch (platform) {
    case "win32":
      return args.join(" ").length > WINDOWS_CHARACTERS
        ? "8,191 characters for the whole command line on Windows"
        : undefined;
    case "darwin":
      return all > MAC_BYTES ? "524,288 bytes for all arguments on macOS" : undefined;
    default:
      return bytes.some((size) => size > LINUX_BYTES) ? "131,071 bytes for one argument on Linux" : undefined;
  }
}
