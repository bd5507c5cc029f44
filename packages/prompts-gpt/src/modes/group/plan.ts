import type { PromptFile } from "../../prompts/prompt.ts";
import type { Budget } from "../../runs/budget.ts";
import type { LimitPolicy } from "../../runs/limit.ts";
import type { SharedInput } from "./shared-input.ts";

/** What stands for the file of a prompt that is none. */
export const INLINE = "(inline)";

/** A prompt as it was when the group began: what was read then holds to its end, also after a crash. */
export interface PlannedPrompt {
  /** Unlike that of every other in the group. */
  readonly name: string;
  /** From the project root; "(inline)" for text that was given as it stands. */
  readonly promptFile: string;
  /** Everything but the text, which stands in `copy`. Absent for text that was given as it stands. */
  readonly file?: Omit<PromptFile, "body" | "findings">;
  /** File in the group's run directory that holds the text, its variables filled in. */
  readonly copy: string;
  /** Of the file as it was, hex; empty without one. */
  readonly fileSha256: string;
  /** Of the text, before secrets were taken out of `copy`. Hex. */
  readonly sha256: string;
}

/** What is known of a group before it starts; plain data, kept in its journal. */
export interface GroupPlan {
  readonly schemaVersion: 1;
  readonly runId: string;
  /** Absolute. */
  readonly runDir: string;
  readonly cwd: string;
  readonly shared: SharedInput;
  /** Providers that the user named, and has accepted so. */
  readonly named: readonly string[];
  /** Members that run beside each other have a working tree of their own. */
  readonly lanes: boolean;
  /** All members work in one lane. Absent: they do not. */
  readonly oneLane?: true;
  readonly onFinish?: string;
  readonly budget: Budget;
  readonly limits: LimitPolicy;
  readonly prompts: readonly PlannedPrompt[];
}
