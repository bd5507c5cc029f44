import type { Answers } from "./ask.ts";

type Detached = Answers & { readonly runId: string };

/** The command line for a run in the background: what was typed, with the answers that nobody will be there to give. */
export function detachedArgs(argv: readonly string[], { runId, promptFile, vars }: Detached): string[] {
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  // `@` at the start would mean a file.
  const values = Object.entries(vars).map(([name, value]) => `--var=${name}=${value.replace(/^@/, "@@")}`);
  return [
    ...argv.slice(0, end).filter((word) => word !== "--detach"),
    "--non-interactive",
    `--run-id=${runId}`,
    ...(promptFile === undefined ? [] : [`--prompt-file=${promptFile}`]),
    ...values,
    ...argv.slice(end),
  ];
}
