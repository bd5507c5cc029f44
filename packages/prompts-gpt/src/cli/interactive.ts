import { isCI } from "../index.ts";
import type { Cli } from "./cli.ts";
import type { Call } from "./parse.ts";

/** Whether there is a person who can be asked. */
export function isInteractive({ options }: Pick<Call, "options">, { io }: Pick<Cli, "io">): boolean {
  if (options.nonInteractive || isCI(io.env) || io.env["TERM"] === "dumb") return false; // it cannot draw a question
  // In this order: a look at standard input opens it, which a run without a terminal can spare.
  return io.stderr.isTTY === true && io.stdin.isTTY === true;
}
