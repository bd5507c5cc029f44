import type { BatchAnswers } from "./ask/batch.ts";
import type { SweepAnswers } from "./ask/sweep.ts";

type Detached = SweepAnswers & BatchAnswers & { readonly runId: string };

/** The command line for a run in the background: what was typed, with the answers that nobody will be there to give. */
export function detachedArgs(argv: readonly string[], answers: Detached): string[] {
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  const { runId, promptFile, provider, model, iterations, promptFiles = [], vars } = answers;
  // `@` at the start would mean a file.
  const values = Object.entries(vars).map(([name, value]) => `--var=${name}=${value.replace(/^@/, "@@")}`);
  return [
    ...argv.slice(0, end).filter((word) => word !== "--detach"),
    "--non-interactive",
    `--run-id=${runId}`,
    ...flag("prompt-file", promptFile),
    ...flag("agent", provider),
    ...flag("model", model),
    ...flag("iterations", iterations),
    ...values,
    ...promptFiles,
    ...argv.slice(end),
  ];
}

function flag(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`--${name}=${value}`];
}
