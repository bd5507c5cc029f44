import type { LeftProcess } from "../process/left-behind.ts";
import type { Exit } from "../process/exit.ts";
import type { TokenUsage } from "../providers/provider.ts";
import type { Failure } from "./failure.ts";

/** A working tree as git sees it: what git resolves to a tree object (`<hash>`, or `<commit>^{tree}`); null outside a repository, and where git could not write it down. */
export type TreeId = string | null;

/** How one agent invocation ended. */
export interface Outcome {
  readonly exit: Exit;
  /** Absent = success. */
  readonly failure?: Failure;
  /** The agent's final answer, at most 64 KiB of it; all of it stands in output.log. */
  readonly output: string;
  readonly usage: TokenUsage;
  /** The agent's own session, to continue instead of starting afresh. */
  readonly sessionId?: string;
  /** The model the agent said it used. */
  readonly model?: string;
  /** Tool calls the agent was denied. */
  readonly denied: number;
  /** At least one edit or shell command of the agent went through. */
  readonly acted: boolean;
  readonly leftProcesses: readonly LeftProcess[];
  readonly before: TreeId;
  readonly after: TreeId;
  readonly startedAt: string;
  readonly endedAt: string;
}
