import type { PartStop } from "../agent/events.ts";
import { NO_USAGE } from "../agent/usage.ts";
import type { RunState } from "./fold.ts";
import type { Evaluation } from "./evaluation.ts";
import { stepsOf } from "./group-members.ts";
import type { GroupStep } from "./group-step.ts";
import type { MemberResult } from "./member.ts";
import { metaOf } from "./record.ts";

/** One prompt of a group: what its members came to. */
export interface PartRecord {
  readonly part: string;
  readonly promptFile: string;
  /** Null while it goes on, and for ever when it was never begun or was killed. */
  readonly ok: boolean | null;
  readonly stopped: PartStop | null;
  readonly members: readonly MemberRecord[];
}

/** One member after its last attempt. */
export interface MemberRecord extends Omit<MemberResult, "kind" | "summary" | "notAccepted"> {
  readonly iteration: number | null;
  /** Mean of all criteria, 0 to 1; null where it was not judged, or no score could be had. */
  readonly score: number | null;
  /** Of one that worked in a lane: whether what it changed was brought into the working tree; null where there was no lane. */
  readonly applied: boolean | null;
  /** Of `--commit-each`. */
  readonly commit: string | null;
  readonly attempts: number;
}

/** The parts of a group in the order in which they began, from its journal alone. */
function partsOf(state: RunState): PartRecord[] {
  const parts = new Map<string, { readonly promptFile: string; readonly last: Map<string, MemberRecord> }>();
  for (const { input, result } of state.members) {
    if (input.kind === "judge") continue;
    const part = parts.get(input.part) ?? { promptFile: input.promptFile, last: new Map<string, MemberRecord>() };
    parts.set(input.part, part);
    if (result === undefined) continue;
    const { kind: _kind, ...told } = result;
    const attempts = (part.last.get(input.name)?.attempts ?? 0) + 1;
    part.last.set(input.name, {
      ...told,
      iteration: input.iteration?.number ?? null,
      attempts,
      ...stepsOf(state, input.name),
    });
  }
  return [...parts].map(([part, { promptFile, last }]) => {
    const ended = state.parts.findLast((one) => one.part === part);
    return {
      part,
      promptFile,
      ok: ended?.ok ?? null,
      stopped: ended?.stopped ?? null,
      members: [...last.values()],
    };
  });
}

/** What a group's record says as a whole. */
export function groupOf(state: RunState) {
  const { runId, status, startedAt, completedAt, durationMs, exitCode, error, warnings } = metaOf(state);
  return {
    schemaVersion: 1,
    id: runId,
    status,
    ok: status === "succeeded",
    startedAt,
    completedAt,
    durationMs,
    exitCode,
    error,
    tokenUsage: state.usage ?? NO_USAGE,
    parts: partsOf(state),
    lost: state.lost.map(({ name, runId, provider, model, tokenUsage, snapshot }) => ({
      name,
      runId,
      provider,
      model,
      tokenUsage,
      snapshot: snapshot ?? null,
    })),
    warnings,
  };
}

/** `sweep-manifest.json`, from the journal alone. */
export function sweepManifestOf(state: RunState) {
  const { id, parts, ...rest } = groupOf(state);
  const [only, ...others] = parts;
  const promptFile = others.length === 0 ? (only?.promptFile ?? state.facts.promptFile ?? null) : null;
  return { sweepId: id, promptFile, ...rest, files: parts };
}

/** `eval-scores.json`, from the journal alone; undefined when nothing was judged. */
export function evalScoresOf(state: RunState) {
  const byName = new Map(state.members.map(({ input }) => [input.name, input]));
  const files = new Map<string, JudgedFile>();
  for (const step of state.steps) {
    if (step.kind !== "score") continue;
    const { name, evaluation, demand, provider, model } = step;
    const { promptFile = "", iteration } = byName.get(name) ?? {};
    const file = files.get(promptFile) ?? { promptFile, ...demand, evaluations: [] };
    files.set(promptFile, file);
    file.evaluations.push({ iteration: iteration?.number ?? 1, provider, model, ...evaluation });
  }
  if (files.size === 0) return undefined;
  return { schemaVersion: 1 as const, sweepId: state.runId, files: [...files.values()] };
}

type Scored = Extract<GroupStep, { kind: "score" }>;
type Judged = Pick<Scored, "provider" | "model"> & Evaluation & { readonly iteration: number };
type JudgedFile = Scored["demand"] & { readonly promptFile: string; readonly evaluations: Judged[] };

/** `batch-summary.json`, from the journal alone. */
export function batchSummaryOf(state: RunState) {
  const { id, parts, ...rest } = groupOf(state);
  const results = parts.flatMap(({ promptFile, members }) => members.map((member) => ({ promptFile, ...member })));
  const succeeded = results.filter(({ ok }) => ok).length;
  return { batchId: id, ...rest, succeeded, failed: results.length - succeeded, results };
}
