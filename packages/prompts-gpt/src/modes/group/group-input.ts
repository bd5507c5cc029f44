import type { RunPromptInput } from "../run-input.ts";
import type { SharedInput } from "./shared-input.ts";

/** What every mode of several runs takes beside what each of its runs does. */
export interface GroupInput
  extends
    SharedInput,
    Pick<
      RunPromptInput,
      "cwd" | "artifactsDir" | "runId" | "vars" | "trust" | "env" | "signal" | "killSignal" | "onEvent"
    > {
  /** US dollars for all of it: retries, evaluations and what a resumed run had used before included. */
  readonly maxCostUsd?: number;
  /** Tokens for all of it, input and output. */
  readonly maxTokens?: number;
  /** Minutes for all of it, waiting included. */
  readonly maxMinutes?: number;
  /** The longest that is waited for a usage limit to end, in minutes; 0 = not at all. Default: `rateLimit` of the configuration, else 60. */
  readonly maxWaitMinutes?: number;
  /** At a usage limit, go on with another provider that can do the same. Default: `rateLimit` of the configuration, else not. */
  readonly failover?: boolean;
  /** A command line that is run in a shell when all of it is over, whatever came of it; it is told by `PROMPTS_GPT_RUN_ID`, `_RUN_DIR`, `_STATUS` and `_EXIT_CODE`. */
  readonly onFinish?: string;
  /** Run directories of this mode that are kept; 0 = all. Default: `maxRunDirs` of the configuration. */
  readonly maxRunDirs?: number;
  /** `onEvent` is told of the group alone, not of what each agent does. */
  readonly quiet?: boolean;
}
