import { isCI } from "../index.ts";
import type { Cli } from "./cli.ts";
import type { Call } from "./parse.ts";

/** Whether there is a person who can be asked. */
export function isInteractive({ options }: Pick<Call, "options">, { io }: Pick<Cli, "io">): boolean {
  if (options.nonInteractive || isCI(io.env)) return false;
  return io.stdin.isTTY === true && io.stderr.isTTY === true;
}
