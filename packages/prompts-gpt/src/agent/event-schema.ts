import * as v from "valibot";
import { agentEventSchema } from "../providers/agent-event.ts";

/*
 * The published shape of one line of events.jsonl; `schemas/events.schema.json` is made from it. Readers should pass
 * over types they do not know: later versions add some.
 */
const text = v.string();
const maybe = v.exactOptional(v.string());
const whole = v.pipe(v.number(), v.integer());
const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const lines = v.nullable(index);

const envelope = v.object({
  schemaVersion: v.literal(1),
  seq: v.pipe(v.number(), v.integer(), v.minValue(1)),
  time: v.pipe(v.string(), v.isoTimestamp()),
  member: maybe,
});

const span = v.object({ offset: index, length: index });
const leftProcesses = v.array(v.object({ pid: whole, command: text }));
const snapshot = v.object({
  id: text,
  root: text,
  ignoredFiles: index,
  ignoredBytes: index,
  omitted: v.array(v.object({ path: text, why: text })),
  omittedCount: index,
});
export const usage = v.object({
  inputTokens: index,
  cachedInputTokens: index,
  outputTokens: index,
  reasoningTokens: index,
  totalTokens: index,
  cacheWriteTokens: v.exactOptional(index),
  costUsd: v.exactOptional(v.number()),
});
const owner = v.object({ pid: whole, processStart: text, host: text });
const facts = v.object({
  cwd: text,
  runDir: text,
  provider: text,
  providerReason: text,
  providerVersion: maybe,
  access: v.picklist(["read", "write", "full"]),
  limits: v.object({ timeoutSeconds: v.number(), idleTimeoutSeconds: v.number() }),
  extraArgs: v.exactOptional(v.array(text)),
  continues: maybe,
  model: maybe,
  paidBy: v.exactOptional(v.picklist(["key", "subscription", "elsewhere", "nothing"])),
  promptFile: maybe,
  promptTitle: maybe,
  gitBranch: maybe,
  gitHead: maybe,
  gitHeadFull: maybe,
  snapshot: v.exactOptional(v.union([snapshot, v.literal("off")])),
  guard: v.exactOptional(v.union([v.record(text, text), v.literal("off")])),
  group: v.exactOptional(v.unknown()),
});

const runEvent = v.variant("type", [
  v.object({
    type: v.literal("run.started"),
    runId: text,
    mode: v.picklist(["run", "batch", "sweep", "parallel", "pipeline", "eval", "auto"]),
    version: text,
    owner,
    plan: facts,
  }),
  v.object({ type: v.literal("run.resumed"), version: text, owner }),
  v.object({ type: v.literal("run.warning"), message: text, fix: maybe }),
  v.object({
    type: v.literal("member.lost"),
    name: text,
    runId: text,
    provider: text,
    model: v.nullable(text),
    tokenUsage: usage,
    snapshot: maybe,
  }),
  v.object({
    type: v.literal("part.finished"),
    part: text,
    ok: v.boolean(),
    stopped: v.exactOptional(
      v.picklist(["failed", "cancelled", "passed", "stable", "over-budget", "conflict", "skipped"]),
    ),
  }),
  v.object({
    type: v.literal("candidate.verified"),
    name: text,
    runId: text,
    accepted: v.boolean(),
    checks: v.nullable(v.object({ passed: index, of: index })),
  }),
  v.object({
    type: v.literal("auto.plan"),
    steps: v.array(v.object({ name: text, access: text, needs: v.array(text) })),
  }),
  v.object({ type: v.literal("step.started"), key: text, input: v.unknown() }),
  v.object({ type: v.literal("step.finished"), key: text, output: v.unknown() }),
  v.object({
    type: v.literal("agent.started"),
    task: text,
    command: v.object({ file: text, args: v.array(text), stdin: text, env: v.exactOptional(v.record(text, text)) }),
    supervision: v.picklist(["pid-namespace", "marker", "group"]),
  }),
  v.object({ type: v.literal("guard.refused"), task: text, rule: text, command: text, at: text }),
  v.object({ type: v.literal("agent.ended"), task: text, leftProcesses }),
  v.object({
    type: v.literal("workspace.changed"),
    task: text,
    changes: v.object({ files: v.array(v.object({ path: text, added: lines, removed: lines })), omitted: index }),
  }),
  v.object({
    type: v.literal("run.finished"),
    status: v.picklist(["succeeded", "failed", "cancelled"]),
    exitCode: whole,
    message: maybe,
    redactions: v.exactOptional(v.object({ total: index, byName: v.record(text, index) })),
  }),
]);

export const recordedEventSchema = v.intersect([
  envelope,
  v.union([runEvent, v.intersect([agentEventSchema(), v.object({ task: text, span: v.exactOptional(span) })])]),
]);
