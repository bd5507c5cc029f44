/** The signals that end a run from outside, how the record calls them, and the exit code that a shell expects. */
export const INTERRUPTS = {
  SIGINT: { why: "Ctrl-C", exitCode: 130 },
  SIGHUP: { why: "the terminal was closed", exitCode: 129 },
  SIGTERM: { why: "SIGTERM", exitCode: 143 },
} as const;

/** For a run that was stopped with that reason; a reason of an SDK caller counts as Ctrl-C. */
export function interruptExitCode(why: string): number {
  return Object.values(INTERRUPTS).find((interrupt) => interrupt.why === why)?.exitCode ?? INTERRUPTS.SIGINT.exitCode;
}
