import type { Cli } from "../cli.ts";
import { plain } from "../text.ts";
import { failureLines } from "./ending.ts";
import type { Reporter } from "./reporter.ts";
import { silence } from "./silence.ts";

/** `--quiet`: the final answer and nothing else; why there is none goes to standard error. */
export function createAnswerReporter({ out, err }: Pick<Cli, "out" | "err">): Reporter {
  return {
    event: silence,
    note: silence,
    close: silence,
    async end(ending) {
      const answer = plain(ending.output).trimEnd();
      if (answer !== "") await out.write(`${answer}\n`);
      for (const line of failureLines(ending, err.style)) await err.write(`${line}\n`);
    },
  };
}
