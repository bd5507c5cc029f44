import type { Access } from "../providers/provider.ts";
import type { Condition } from "./condition.ts";

/** Steps for one or several agents, as a file says it. */
export interface Pipeline {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** In the order of the file, at least one. */
  readonly steps: readonly Step[];
}

export interface Step {
  /** Like no other, also where case does not count: a folder is named after it. */
  readonly id: string;
  readonly task: StepTask;
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  /** A wish: it may narrow what the run has, never widen it. */
  readonly access?: Access | undefined;
  /** Ids of steps that have to end before this one. */
  readonly needs: readonly string[];
  /** Command lines that must exit 0 for the step to be accepted. They run only when the user has accepted them. */
  readonly verify: readonly string[];
  readonly when?: Condition | undefined;
  /** How often the step is sent back with what verify said; 0 to {@link MOST_RETRIES}. */
  readonly retries: number;
  /** Of each attempt; 0 is no limit. */
  readonly timeoutSeconds?: number | undefined;
}

/** The text itself, or a prompt file by its path from the project root, which does not leave it. */
export type StepTask =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "file"; readonly path: string };

export const MOST_STEPS = 100;
export const MOST_RETRIES = 10;
export const STEP_ID = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

export const PIPELINE_KEYS = ["name", "description", "steps"];
export const STEP_KEYS = [
  "id",
  "prompt",
  "promptFile",
  "provider",
  "model",
  "access",
  "needs",
  "verify",
  "when",
  "retries",
  "timeoutSeconds",
];
