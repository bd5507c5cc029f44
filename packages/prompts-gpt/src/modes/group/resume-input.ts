import type { RunPromptInput } from "../run-input.ts";

/** What `resumeRun` takes. Everything else is as it was when the run began. */
export interface ResumeInput extends Pick<
  RunPromptInput,
  "cwd" | "artifactsDir" | "trust" | "env" | "signal" | "killSignal" | "onEvent"
> {
  /** Id of a sweep or a batch, a beginning of it that no other has, or `latest`. */
  readonly runId: string;
  /** `onEvent` is told of the group alone, not of what each agent does. */
  readonly quiet?: boolean;
}
