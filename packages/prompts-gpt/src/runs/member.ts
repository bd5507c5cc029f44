import type { RunStatus } from "../agent/events.ts";
import type { Failure } from "../agent/failure.ts";
import type { ClosingSummary } from "../agent/summary.ts";
import type { Cost } from "../prices/cost.ts";
import { isMap } from "../is-map.ts";
import type { Access, TokenUsage } from "../providers/provider.ts";

/** One agent invocation of several runs as one: what its step was given. */
export interface MemberInput {
  /** `judge`: it scores another one. */
  readonly kind: "member" | "judge";
  /** Its run id: `sweep-…/iteration-2`. */
  readonly runId: string;
  /** `iteration-2`, `audit.iteration-2`, `prompt-1`. */
  readonly name: string;
  /** Which of the group's prompts it is of. */
  readonly part: string;
  readonly promptFile: string;
  /** Counted from 1; above 1 it is tried again. */
  readonly attempt: number;
  /** Of a sweep: which iteration of how many. */
  readonly iteration?: { readonly number: number; readonly of: number };
  /** Of a step of a pipeline: how often it was sent to an agent, and how often it may be. */
  readonly turn?: { readonly number: number; readonly of: number };
  /** What it may do, where members have different access: who only reads has left nothing in the files. */
  readonly access?: Access;
  /** Chosen instead of the group's, because its limit was reached, or to judge. */
  readonly provider?: string;
  readonly model?: string;
}

/** How it ended: what its step gave. Plain data, and small: the rest stands in the member's own record. */
export interface MemberResult {
  readonly kind: MemberInput["kind"];
  readonly name: string;
  /** Its run id: `sweep-…/iteration-2`. */
  readonly runId: string;
  readonly ok: boolean;
  readonly status: RunStatus;
  readonly exitCode: number;
  readonly provider: string;
  readonly model: string | null;
  readonly durationMs: number;
  readonly tokenUsage: TokenUsage;
  readonly cost: Cost;
  readonly sessionId: string | null;
  /** Null: not compared. */
  readonly changedFiles: readonly string[] | null;
  /** Lines of all files that are text. Null: not compared. */
  readonly diff?: { readonly files: number; readonly added: number; readonly removed: number } | null;
  /** How many of its verify commands exited with 0; null where none ran. */
  readonly checks?: { readonly passed: number; readonly of: number } | null;
  readonly summary: ClosingSummary;
  /** The lane that it worked in; what it changed there is kept under that name. */
  readonly laneId?: string;
  /** The agent ended well, but the result was not accepted: what the next one is told of that. */
  readonly notAccepted?: string;
  readonly failure?: Failure;
  readonly error?: string;
}

/** Whether what a step was given, or gave, is a member's. */
export function isMemberInput(input: unknown): input is MemberInput {
  return isOfMember(input) && typeof input["part"] === "string";
}

export function isMemberResult(output: unknown): output is MemberResult {
  return isOfMember(output) && isMap(output["tokenUsage"]);
}

function isOfMember(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isMap(value) || (value["kind"] !== "member" && value["kind"] !== "judge")) return false;
  return typeof value["name"] === "string" && typeof value["runId"] === "string";
}
