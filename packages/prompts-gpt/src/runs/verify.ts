import { QUOTED, quoted } from "../agent/quoted.ts";
import { describeExit, type Exit } from "../process/exit.ts";
import { type LinePlace, type LineResult, runLine } from "./run-line.ts";

/** What the next iteration is told of all failures together. */
const MAX_BYTES = 16 * 1024;

/** Whether a result may be accepted. Plain data. */
export interface Verified {
  /** Each command exited with 0. Without any command: true. */
  readonly ok: boolean;
  /** In their order; those after one that was cancelled did not start, and are not here. */
  readonly commands: readonly LineResult[];
}

/**
 * Runs the commands that decide whether a result is accepted, one after the other. All of them run, also after one has
 * failed: whoever has to mend it hears of everything at once. Once `signal` or `kill` is aborted no other one starts.
 */
export async function verify(commands: readonly string[], place: LinePlace): Promise<Verified> {
  const results: LineResult[] = [];
  for (const [index, command] of commands.entries()) {
    const result = await runLine(command, { ...place, marker: `${place.marker}${index};` });
    results.push(result);
    if (result.exit.kind === "cancelled") break;
  }
  return { ok: results.every(({ exit }) => isSuccess(exit)), commands: results };
}

/** What an agent is told of a result that was not accepted: what failed, and the end of what that printed, quoted. At most some 17 KiB. */
export function failureText({ commands }: Verified): string {
  const failed = commands.filter(({ exit }) => !isSuccess(exit));
  if (failed.length === 0) return "";
  const each = Math.floor(MAX_BYTES / failed.length);
  const count = `${failed.length} of ${commands.length} command${commands.length === 1 ? "" : "s"} that must succeed did not`;
  const parts = failed.map((one) => quoted(said(one), { maxBytes: each, keep: "end" }));
  return `The result so far was not accepted: ${count}. Mend what they complain of, not the commands. What they printed: ${QUOTED}\n\n${parts.join("\n\n")}\n`;
}

/** The command stands at both ends: the beginning may be left out. */
function said({ command, exit, output, isCut }: LineResult): string {
  const body = output.trim() === "" ? ["[it printed nothing]"] : [...(isCut ? ["[…]"] : []), output];
  return [`$ ${command}`, ...body, `[${command} ${describeExit(exit)}]`].join("\n");
}

function isSuccess(exit: Exit): boolean {
  return exit.kind === "exited" && exit.code === 0;
}
