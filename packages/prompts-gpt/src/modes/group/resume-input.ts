import type { OrchestrateAutoInput } from "../auto/input.ts";
import type { LimitsInput } from "../limits-input.ts";
import type { RunPromptInput } from "../run-input.ts";

/** What `resumeRun` takes. Everything else is as it was when the run began; a budget or a limit that is given takes the place of that one's. */
export interface ResumeInput
  extends
    LimitsInput,
    Pick<RunPromptInput, "cwd" | "artifactsDir" | "trust" | "env" | "signal" | "killSignal" | "onEvent"> {
  /** Id of a sweep or a batch, a beginning of it that no other has, or `latest`. */
  readonly runId: string;
  /** `onEvent` is told of the group alone, not of what each agent does. */
  readonly quiet?: boolean;
  /** Of a goal: is shown a plan that nobody has accepted yet, as in the beginning. Without it a run that was to show its plan is refused. */
  readonly onPlan?: NonNullable<OrchestrateAutoInput["onPlan"]>;
}
