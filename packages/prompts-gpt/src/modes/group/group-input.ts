import type { LimitsInput } from "../limits-input.ts";
import type { RunPromptInput } from "../run-input.ts";
import type { SharedInput } from "./shared-input.ts";

/** What every mode of several runs takes beside what each of its runs does. */
export interface GroupInput
  extends
    SharedInput,
    LimitsInput,
    Pick<
      RunPromptInput,
      "cwd" | "artifactsDir" | "runId" | "vars" | "trust" | "env" | "signal" | "killSignal" | "onEvent"
    > {
  /** Members that run beside each other share the working tree. Default: with write access each has one of its own, a lane, and what it changed is applied in order. */
  readonly inPlace?: boolean;
  /** A command line that is run in a shell when all of it is over, whatever came of it; it is told by `PROMPTS_GPT_RUN_ID`, `_RUN_DIR`, `_STATUS` and `_EXIT_CODE`. */
  readonly onFinish?: string;
  /** Run directories of this mode that are kept; 0 = all. Default: `maxRunDirs` of the configuration. */
  readonly maxRunDirs?: number;
  /** `onEvent` is told of the group alone, not of what each agent does. */
  readonly quiet?: boolean;
  /** Everything is read and checked, and nothing is started or written: the result says what was planned, and is empty. Default: false. */
  readonly dryRun?: boolean;
}
