import { isMemberInput, isMemberResult, type MemberInput, type RecordedEvent, type TokenUsage } from "../../index.ts";
import { advance, notStarted, type Progress } from "./progress.ts";

/** What the live view of several runs as one knows. */
export interface GroupState {
  readonly startedAt: number | undefined;
  /** How many members there may be; 0: unknown. */
  readonly planned: number;
  readonly done: number;
  /** Those whose last attempt has failed, by name: one that is tried again, or waits, is none of them. */
  readonly failed: ReadonlyMap<string, MemberInput>;
  /** Of members that have ended. */
  readonly tokens: number;
  readonly usd: number;
  /** Some of it is from list prices. */
  readonly isEstimate: boolean;
  readonly going: ReadonlyMap<string, Going>;
  readonly waits: ReadonlyMap<string, Waiting>;
}

/** A member at work. */
export interface Going {
  readonly input: MemberInput;
  readonly progress: Progress;
}

/** A member that waits for a usage limit to end. */
export interface Waiting {
  readonly name: string;
  /** Unknown when the wait began in a process that has died. */
  readonly input: MemberInput | undefined;
  readonly provider: string;
  readonly until: number;
}

export const noGroup: GroupState = {
  startedAt: undefined,
  planned: 0,
  done: 0,
  failed: new Map(),
  tokens: 0,
  usd: 0,
  isEstimate: false,
  going: new Map(),
  waits: new Map(),
};

/** The state after one more event, of the group or of one of its members. */
export function advanceGroup(state: GroupState, event: RecordedEvent): GroupState {
  if (event.member !== undefined) return { ...state, going: heard(state.going, event.member, event) };
  switch (event.type) {
    case "run.started":
      return { ...state, startedAt: Date.parse(event.time), planned: plannedIn(event.plan.group) };
    case "run.resumed":
      return { ...state, startedAt: state.startedAt ?? Date.parse(event.time) };
    case "auto.plan":
      return { ...state, planned: state.done + event.steps.length };
    case "step.started":
      return begun(state, event.input);
    case "step.finished":
      return ended(state, event.output);
    default:
      return state;
  }
}

function heard(going: GroupState["going"], runId: string, event: RecordedEvent): GroupState["going"] {
  const one = going.get(runId);
  if (one === undefined) return going;
  return new Map(going).set(runId, { ...one, progress: advance(one.progress, event) });
}

function begun(state: GroupState, input: unknown): GroupState {
  if (isMemberInput(input)) {
    const [waits, failed] = [without(state.waits, input.name), without(state.failed, input.name)];
    return { ...state, waits, failed, going: new Map(state.going).set(input.runId, { input, progress: notStarted }) };
  }
  if (!isWait(input)) return state;
  const { name, provider } = input;
  const wait = { name, input: state.failed.get(name), provider, until: Date.parse(input.until) };
  return { ...state, failed: without(state.failed, name), waits: new Map(state.waits).set(name, wait) };
}

function ended(state: GroupState, output: unknown): GroupState {
  if (!isMemberResult(output)) return state;
  const { runId, name, kind, ok, tokenUsage, cost } = output;
  const isPriced = cost.kind === "reported" || cost.kind === "estimated";
  const counted = kind === "member";
  const input = state.going.get(runId)?.input;
  const hasFailed = counted && !ok && input !== undefined;
  return {
    ...state,
    going: without(state.going, runId),
    done: state.done + (counted && ok ? 1 : 0),
    failed: hasFailed ? new Map(state.failed).set(name, input) : state.failed,
    tokens: state.tokens + tokensOf(tokenUsage),
    usd: state.usd + (isPriced ? cost.usd : 0),
    isEstimate: state.isEstimate || cost.kind === "estimated",
  };
}

function without<T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  return new Map([...map].filter(([name]) => name !== key));
}

/** Iterations of all files, or prompts: as the mode planned them. */
function plannedIn(group: unknown): number {
  if (typeof group !== "object" || group === null) return 0;
  if ("files" in group && Array.isArray(group.files)) {
    const files: readonly { readonly iterations?: number }[] = group.files;
    return files.reduce((sum, { iterations = 1 }) => sum + iterations, 0);
  }
  if ("judges" in group) return 0; // of a goal it is known when there is a plan; judges are not counted
  if ("candidates" in group && Array.isArray(group.candidates)) return group.candidates.length;
  return "prompts" in group && Array.isArray(group.prompts) ? group.prompts.length : 0;
}

interface WaitInput {
  readonly name: string;
  readonly provider: string;
  readonly until: string;
}

/** Whether a step is the wait for a usage limit to end. */
export function isWait(input: unknown): input is WaitInput {
  return typeof input === "object" && input !== null && "kind" in input && input.kind === "wait";
}

function tokensOf({ inputTokens, outputTokens }: TokenUsage): number {
  return inputTokens + outputTokens;
}
