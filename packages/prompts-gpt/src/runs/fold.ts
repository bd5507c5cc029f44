import type { Changes, GuardRefusal, Owner, RecordedEvent, RunEvent, RunFacts, RunStatus } from "../agent/events.ts";
import type { Outcome } from "../agent/outcome.ts";
import type { Task } from "../agent/task.ts";
import { sum, usageAfter } from "../agent/usage.ts";
import type { LeftProcess, Supervision } from "../process/left-behind.ts";
import type { Redactions } from "../process/redact/redactor.ts";
import type { Mode } from "../run-mode.ts";
import type { AgentEvent, TokenUsage } from "../providers/provider.ts";
import type { Verified } from "./verify.ts";
import { type GroupStep, isGroupStep } from "./group-step.ts";
import { isMemberInput, isMemberResult, type MemberInput, type MemberResult } from "./member.ts";

/** Everything the journal tells about a run. `meta.json`, `summary.md`, results and `runs show` are views of it. */
export interface RunState {
  readonly runId: string;
  readonly mode: Mode;
  readonly version: string;
  readonly owner: Owner;
  readonly facts: RunFacts;
  readonly startedAt: string;
  /** Time of the last event. */
  readonly lastEventAt: string;
  /** What passed between its ends and its resumptions; milliseconds. */
  readonly pausedMs: number;
  readonly warnings: readonly string[];
  readonly supervision?: Supervision;
  /** The latest the agent said; the outcome's once there is one. */
  readonly usage?: TokenUsage;
  readonly sessionId?: string;
  /** What the agent's session has used, earlier runs included, where its CLI counts so. */
  readonly sessionUsage?: TokenUsage;
  readonly leftProcesses: readonly LeftProcess[];
  readonly refused: readonly GuardRefusal[];
  readonly outcome?: Outcome;
  /** What the commands said that decide whether the result is accepted. */
  readonly verified?: Verified;
  /** Of several runs as one: each invocation, in the order in which they began. */
  readonly members: readonly Member[];
  /** Of several runs as one: what was done beside the invocations. */
  readonly steps: readonly GroupStep[];
  /** Of several runs as one: members that were killed, and begun again. */
  readonly lost: readonly Lost[];
  /** Of several runs as one: which of its prompts are done with. */
  readonly parts: readonly Part[];
  /** Of results that compete: those that may be accepted, in the order in which that was known. */
  readonly accepted: readonly string[];
  readonly changes?: Changes;
  /** Absent while it runs, and for ever when it was killed. */
  readonly finished?: {
    readonly status: RunStatus;
    readonly exitCode: number;
    readonly message?: string;
    readonly redactions?: Redactions;
    readonly at: string;
  };
}

/** One invocation: what it was given, and how it ended once it has. Its summary stands in its own record. */
interface Member {
  readonly input: MemberInput;
  readonly result?: Omit<MemberResult, "summary" | "notAccepted">;
}

type Lost = Omit<Extract<RunEvent, { type: "member.lost" }>, "type">;
type Part = Omit<Extract<RunEvent, { type: "part.finished" }>, "type">;

/** Folds one event into the state. Undefined until `run.started`, which is the first event of every journal. */
export function foldRun(state: RunState | undefined, event: RecordedEvent): RunState | undefined {
  if (state === undefined) return event.type === "run.started" ? begin(event) : undefined;
  // Of a flood of events most change nothing but the time, and those of one append have the same one.
  const next = state.lastEventAt === event.time ? state : { ...state, lastEventAt: event.time };
  switch (event.type) {
    case "run.resumed":
      return resumed(next, event, Date.parse(event.time) - Date.parse(state.lastEventAt));
    case "run.warning":
      return { ...next, warnings: [...state.warnings, event.message] };
    case "agent.started":
      return { ...next, supervision: event.supervision };
    case "agent.session":
      return { ...next, sessionId: event.sessionId };
    case "agent.usage":
      return { ...next, ...usagesAfter(state, event) };
    case "agent.ended":
      return { ...next, leftProcesses: event.leftProcesses };
    case "guard.refused":
      return { ...next, refused: [...state.refused, { rule: event.rule, command: event.command, at: event.at }] };
    case "workspace.changed":
      return { ...next, changes: event.changes };
    case "member.lost":
      return { ...next, lost: [...state.lost, event], usage: added(state.usage, event.tokenUsage) };
    case "part.finished":
      return { ...next, parts: [...state.parts, partOf(event)] };
    case "candidate.verified":
      return { ...next, accepted: acceptedAfter(state.accepted, event) };
    case "step.started":
      if (isMemberInput(event.input)) return { ...next, members: [...state.members, { input: event.input }] };
      return stepOf(event.key) === "agent" ? withResumed(next, event.input as Pick<Task, "resume">) : next; // what `step` was given
    case "step.finished":
      if (isMemberResult(event.output)) return withMember(next, event.output);
      if (isGroupStep(event.output)) return { ...next, steps: [...state.steps, event.output] };
      if (stepOf(event.key) === "verify") return { ...next, verified: event.output as Verified }; // what that step returned
      return stepOf(event.key) === "agent" ? withOutcome(next, event.output as Outcome) : next; // what `step` of that key returned
    case "run.finished":
      return { ...next, finished: { ...event, at: event.time } };
    default:
      return next;
  }
}

/** Keys are `<run>/<step>/<attempt>`; the run's own part may have a `/` too. */
function stepOf(key: string): string | undefined {
  return key.split("/").at(-2);
}

function begin(event: Extract<RecordedEvent, { type: "run.started" }>): RunState {
  const { runId, mode, version, owner, plan } = event;
  return {
    runId,
    mode,
    version,
    owner,
    facts: plan,
    startedAt: event.time,
    lastEventAt: event.time,
    pausedMs: 0,
    warnings: [],
    leftProcesses: [],
    refused: [],
    members: [],
    steps: [],
    lost: [],
    parts: [],
    accepted: [],
  };
}

/** A resumed run says it once more of those that had ended: the first time counts. */
function acceptedAfter(before: readonly string[], { name, accepted }: { name: string; accepted: boolean }) {
  if (!accepted) return before.filter((one) => one !== name);
  return before.includes(name) ? before : [...before, name];
}

/** It has not ended after all. */
function resumed({ finished: _finished, ...state }: RunState, { owner, version }: Resumed, pause: number): RunState {
  return { ...state, owner, version, pausedMs: state.pausedMs + pause };
}

type Resumed = Extract<RecordedEvent, { type: "run.resumed" }>;

/** What was to be continued; the agent may yet name another session. */
function withResumed(state: RunState, { resume }: Pick<Task, "resume">): RunState {
  return resume === undefined ? state : { ...state, sessionId: resume.sessionId, sessionUsage: resume.usage };
}

function usagesAfter(
  { usage: before }: RunState,
  event: Extract<AgentEvent, { type: "agent.usage" }>,
): Pick<RunState, "usage" | "sessionUsage"> {
  const usage = usageAfter(before, event);
  return event.cumulative ? { usage, sessionUsage: usage } : { usage };
}

/** The last one of its name that has not ended is it. */
function withMember(state: RunState, { summary: _summary, notAccepted: _why, ...result }: MemberResult): RunState {
  const at = state.members.findLastIndex(({ input }) => input.name === result.name);
  const members = state.members.map((one, index) => (index === at ? { ...one, result } : one));
  return { ...state, members, usage: added(state.usage, result.tokenUsage) };
}

function added(before: TokenUsage | undefined, more: TokenUsage): TokenUsage {
  return before === undefined ? more : sum(before, more);
}

function partOf({ part, ok, stopped }: Part): Part {
  return { part, ok, ...(stopped === undefined ? {} : { stopped }) };
}

function withOutcome(state: RunState, outcome: Outcome): RunState {
  return { ...state, outcome, usage: outcome.usage, leftProcesses: outcome.leftProcesses };
}
