import type { Verdict } from "./with-run.ts";
import { type LinePlace, type LineResult, runLine } from "./run-line.ts";

/** What `--on-finish` is told of a run that is over. */
interface Finished extends Verdict {
  readonly runId: string;
  /** Absolute. */
  readonly runDir: string;
}

/**
 * Runs the user's command once a run is over, whatever came of it. It is told by variables: PROMPTS_GPT_RUN_ID,
 * PROMPTS_GPT_RUN_DIR, PROMPTS_GPT_STATUS and PROMPTS_GPT_EXIT_CODE. After Ctrl-C it still has its time: `signal` must not be
 * the run's own.
 */
export function onFinish(
  line: string,
  { runId, runDir, status, exitCode }: Finished,
  place: LinePlace,
): Promise<LineResult> {
  const told = {
    PROMPTS_GPT_RUN_ID: runId,
    PROMPTS_GPT_RUN_DIR: runDir,
    PROMPTS_GPT_STATUS: status,
    PROMPTS_GPT_EXIT_CODE: String(exitCode),
  };
  return runLine(line, { ...place, env: { ...place.env, ...told } });
}
