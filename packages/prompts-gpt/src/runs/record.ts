import type { FileChange } from "../agent/events.ts";
import { NO_USAGE } from "../agent/usage.ts";
import { describeExit } from "../process/exit.ts";
import type { Redactions } from "../process/redact/redactor.ts";
import type { TokenUsage } from "../providers/provider.ts";
import type { RunState } from "./fold.ts";
import { membersOf, type RunMember } from "./group-members.ts";
import type { Verified } from "./verify.ts";

const NO_REDACTIONS: Redactions = { total: 0, byName: {} };

/** `meta.json`: the facts of a finished run, made from the journal alone. Times ISO 8601 UTC. */
export function metaOf(state: RunState) {
  const { facts, outcome, finished } = state;
  const completedAt = finished?.at ?? null;
  return {
    schemaVersion: 1,
    runId: state.runId,
    mode: state.mode,
    version: state.version,
    status: finished?.status ?? null,
    ok: finished?.status === "succeeded",
    provider: facts.provider,
    providerReason: facts.providerReason,
    providerVersion: facts.providerVersion ?? null,
    model: outcome?.model ?? facts.model ?? null,
    paidBy: facts.paidBy ?? null,
    access: facts.access,
    continues: facts.continues ?? null,
    promptFile: facts.promptFile ?? null,
    promptTitle: facts.promptTitle ?? null,
    cwd: facts.cwd,
    startedAt: state.startedAt,
    completedAt,
    durationMs: Date.parse(completedAt ?? state.lastEventAt) - Date.parse(state.startedAt) - state.pausedMs,
    exitCode: finished?.exitCode ?? null,
    agentExit: outcome?.exit ?? null,
    failure: outcome?.failure ?? null,
    error: finished?.message ?? null,
    tokenUsage: state.usage ?? NO_USAGE,
    sessionId: state.sessionId ?? null,
    sessionUsage: state.sessionUsage ?? null,
    supervision: state.supervision ?? null,
    verified: state.verified ?? null,
    denied: outcome?.denied ?? 0,
    leftProcesses: state.leftProcesses,
    guard: facts.guard ?? null,
    refused: state.refused,
    changedFiles: isCompared(state) ? (state.changes?.files ?? []) : null,
    changedFilesOmitted: state.changes?.omitted ?? 0,
    treeBefore: outcome?.before ?? null,
    treeAfter: outcome?.after ?? null,
    gitBranch: facts.gitBranch ?? null,
    gitHead: facts.gitHead ?? null,
    gitHeadFull: facts.gitHeadFull ?? null,
    snapshot: typeof facts.snapshot === "object" ? facts.snapshot.id : null,
    warnings: state.warnings,
    redactions: finished?.redactions ?? NO_REDACTIONS,
  };
}

/** Both trees are known, and where they differ git has said how. */
function isCompared({ outcome, changes }: RunState): boolean {
  const { before = null, after = null } = outcome ?? {};
  return before !== null && after !== null && (before === after || changes !== undefined);
}

export type RunMeta = ReturnType<typeof metaOf>;

/** `summary.md`: what a person wants to know of a finished run, made from the journal alone. */
export function summaryOf(state: RunState): string {
  const meta = metaOf(state);
  const lines = [
    `# ${meta.promptTitle ?? meta.promptFile ?? (["sweep", "batch"].includes(state.mode) ? "Several prompts" : "Inline prompt")}`,
    "",
    `- Result: ${meta.status ?? "not finished"}${meta.error === null ? "" : ` (${meta.error})`}`,
    `- Agent: ${[meta.provider, meta.model].filter(Boolean).join(", ")}, access ${meta.access}`,
    `- Time: ${meta.startedAt}, ${(meta.durationMs / 1000).toFixed(1)} s`,
    `- Tokens: ${describeUsage(meta.tokenUsage)}`,
  ];
  if (state.outcome !== undefined && state.outcome.exit.kind !== "exited")
    lines.push(`- The agent ${describeExit(state.outcome.exit)}`);
  if (meta.redactions.total > 0) lines.push(`- Redacted secrets: ${meta.redactions.total}`);
  if (meta.refused.length > 0) lines.push(`- Refused uses of git: ${meta.refused.map(({ rule }) => rule).join(", ")}`);
  if (meta.verified !== null) lines.push(`- Verified: ${describeVerified(meta.verified)}`);
  if (meta.denied > 0) lines.push(`- Denied tool calls: ${meta.denied}`);
  if (meta.failure !== null)
    lines.push("", "## Failure", "", `${meta.failure.kind}: ${meta.failure.message}`, "", `Try: ${meta.failure.fix}`);
  const members = membersOf(state);
  if (state.mode === "run")
    lines.push("", "## Changed files", "", ...listChanges(meta.changedFiles, meta.changedFilesOmitted));
  else lines.push("", "## Members", "", ...members.map(describeMember));
  if (meta.leftProcesses.length > 0) {
    lines.push(
      "",
      "## Processes the agent left behind",
      "",
      ...meta.leftProcesses.map(({ pid, command }) => `- ${pid} ${command}`),
    );
  }
  if (meta.warnings.length > 0) lines.push("", "## Warnings", "", ...meta.warnings.map((warning) => `- ${warning}`));
  if (state.mode === "run") lines.push("", "## Answer", "", state.outcome?.output ?? "");
  lines.push("");
  return printable(lines.join("\n"));
}

function describeMember({ name, status, promptFile, changedFiles, score, applied, error }: RunMember): string {
  const facts = [
    `${status ?? "not finished"}${error === null ? "" : ` (${error})`}`,
    ...(changedFiles === null ? [] : [`files changed: ${changedFiles.length}`]),
    ...(score === null ? [] : [`score ${score.toFixed(2)}`]),
    ...(applied === false ? ["not applied"] : []),
  ];
  return `- ${name} (${promptFile}): ${facts.join(", ")}`;
}

function describeVerified({ ok, commands }: Verified): string {
  const said = commands.map(({ command, exit }) => `${command.replaceAll("\n", "\\n")} ${describeExit(exit)}`);
  return `${ok ? "accepted" : "not accepted"} (${said.join("; ")})`;
}

function listChanges(files: readonly FileChange[] | null, omitted: number): string[] {
  if (files === null) return ["Not compared."];
  if (files.length === 0) return ["None."];
  const listed = files.map(
    ({ path, added, removed }) =>
      `- ${path.replaceAll("\n", "\\n")} ${added === null ? "(binary)" : `+${added} -${removed}`}`,
  );
  return omitted === 0 ? listed : [...listed, `- and ${omitted} more`];
}

/** An agent chooses names and words; a summary that is shown in a terminal must not steer it. */
function printable(text: string): string {
  // oxlint-disable-next-line eslint/no-control-regex -- control characters are what is looked for
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "\ufffd");
}

function describeUsage({ totalTokens, inputTokens, cachedInputTokens, outputTokens, costUsd }: TokenUsage): string {
  if (totalTokens === 0) return "not reported";
  const cost = costUsd === undefined ? "" : `, $${costUsd.toFixed(4)}`;
  return `${inputTokens} in (${cachedInputTokens} cached), ${outputTokens} out${cost}`;
}
