export { INTERRUPTS } from "./agent/interrupt.ts";
export { AuthError, ConfigError, ExecutionError, LockError, TrustError, UserError, ValidationError } from "./errors.ts";
export { planBatch, runBatch } from "./modes/batch/batch.ts";
export { orchestrateParallel, planParallel } from "./modes/parallel/parallel.ts";
export { orchestrateAuto, planAuto } from "./modes/auto/auto.ts";
export { orchestrateEval, planEval } from "./modes/judged/judged.ts";
export { orchestratePipeline, planPipeline } from "./modes/pipeline/pipeline.ts";
export { planRun, runPrompt } from "./modes/run.ts";
export { resumeRun } from "./modes/resume.ts";
export { planSweep, sweepPrompt } from "./modes/sweep/sweep.ts";
export { applyRun } from "./sdk/apply.ts";
export { dropKeptResults, type KeptResult, type LeftLane, listKeptResults, listLeftLanes } from "./sdk/kept-results.ts";
export { candidateRunId, diffRuns } from "./sdk/diff-runs.ts";
export { acquireSweepLock, releaseSweepLock } from "./sdk/sweep-lock.ts";
export { parseVarFlags, readVarsFile } from "./prompts/variable-input.ts";
export { resolveRunProvider } from "./providers/resolve.ts";
export { isCI } from "./config/ci.ts";
export { type AgentFilesInput, type AgentFilesResult, writeAgentFiles } from "./sdk/agent-files.ts";
export { loadLocalCredentials, saveLocalCredentials } from "./sdk/credentials.ts";
export { startDetached } from "./sdk/detach.ts";
export { type Checkup, doctor, type DoctorPlace } from "./sdk/doctor.ts";
export { editText, type EditPlace, keepText, requireEditor } from "./sdk/edit-text.ts";
export { hideSecrets } from "./sdk/hide-secrets.ts";
export { snapshotFolder } from "./sdk/lost-folder.ts";
export { listPrompts, readLibrary, readPrompt } from "./sdk/library.ts";
export { listModels } from "./sdk/models.ts";
export { listNames, type NamedKind } from "./sdk/names.ts";
export { summarizeUsage, type UsageBy, type UsageInput, type UsageReport } from "./sdk/usage.ts";
export { diffRun, previewRestore, pruneSnapshots } from "./sdk/restore.ts";
export { buildProviderCommand, executeProviderCommand } from "./sdk/provider-command.ts";
export { listBatchFiles } from "./sdk/batch-files.ts";
export { type AgentChoice, listRunChoices, type RunChoices } from "./sdk/run-choices.ts";
export { followRun, listRuns, readRunLog, showRun, stopRun } from "./sdk/runs.ts";
export { detectProviders, hasUncommittedChanges, isGitRepo, loadRunConfig, status, validate } from "./sdk/status.ts";
export { acceptTrust, revokeTrust, trustStatus } from "./sdk/trust.ts";
export { PromptsGptClient } from "./registry/client.ts";
export { serveRegistry, type ServeInput, type Serving } from "./sdk/serve.ts";
export { diffPrompts } from "./sdk/diff.ts";
export { formatPromptMarkdown } from "./registry/sync/prompt-markdown.ts";
export { writePromptManifest, writePromptMarkdownFiles } from "./sdk/prompt-files.ts";
export { syncPrompts } from "./sdk/sync.ts";
export { type GeneratedFile, type GenerateInput, generatePromptFiles, type GenerateResult } from "./sdk/generate.ts";
export { type ImportedFile, type ImportInput, importPrompts, type ImportResult } from "./sdk/import.ts";
export { type InitInput, initProject, type InitResult } from "./sdk/init.ts";
export { showProject } from "./sdk/project.ts";
export { previewPush, type PushInput, type PushItem, type PushPreview, type PushResult } from "./sdk/push.ts";
export { type FetchedModels, fetchModels, type FetchModelsInput } from "./sdk/registry-models.ts";
export { initRunConfig, type RunConfigResult } from "./sdk/run-config.ts";
export { isMemberInput, isMemberResult, type MemberInput, type MemberResult } from "./runs/member.ts";
export { VERSION } from "./version.ts";

export type { WithheldVariable, WithheldWhy } from "./agent/agent-env.ts";
export type {
  Changes,
  FileChange,
  LogSpan,
  Owner,
  RecordedEvent,
  RunEvent,
  RunFacts,
  RunStatus,
  SnapshotFacts,
} from "./agent/events.ts";
export type { Failure, FailureKind } from "./agent/failure.ts";
export type { Outcome, TreeId } from "./agent/outcome.ts";
export type { Config, LoadedConfig, Origin, ProviderOverride, UntrustedItem } from "./config/config.ts";
export type { Finding } from "./finding.ts";
export type { RunPlan, RunPromptInput, RunPromptResult } from "./modes/run-input.ts";
export type { SweepInput, SweepProgress, SweepResult, SweptFile, SweptIteration } from "./modes/sweep/input.ts";
export type { BatchInput, BatchRun, RunBatchResult } from "./modes/batch/input.ts";
export type { BatchPlan } from "./modes/batch/plan.ts";
export type { OrchestrateParallelInput, OrchestrateParallelResult } from "./modes/parallel/input.ts";
export type { ParallelPlan, PlannedCandidate } from "./modes/parallel/parallel-plan.ts";
export type { CandidateRecord, CandidateVerdict, MatchRecord } from "./modes/parallel/summary.ts";
export type {
  OrchestratePipelineInput,
  PipelineProgress,
  PipelineResult,
  PipelineStep,
} from "./modes/pipeline/input.ts";
export type {
  EvalScore,
  JudgeScore,
  JudgesInput,
  OrchestrateEvalInput,
  OrchestrateEvalResult,
} from "./modes/judged/input.ts";
export type { PlannedJudge } from "./modes/judged/judges.ts";
export type { EvalPlan } from "./modes/judged/plan.ts";
export type {
  AutoModeGoal,
  AutoProgress,
  GeneratedStep,
  OrchestrateAutoInput,
  OrchestrateAutoResult,
  PlanProposal,
} from "./modes/auto/input.ts";
export type { AutoPlan } from "./modes/auto/plan.ts";
export type { PipelinePlan } from "./modes/pipeline/plan.ts";
export type { PlannedStep } from "./modes/pipeline/planned-step.ts";
export type { GroupPreview } from "./modes/group/preview.ts";
export type { ResumeInput } from "./modes/group/resume-input.ts";
export type { SweepPlan } from "./modes/sweep/plan.ts";
export type { SweepHolder, SweepLock } from "./runs/sweep-lock.ts";
export type { Exit } from "./process/exit.ts";
export type { LeftProcess, Supervision } from "./process/left-behind.ts";
export type { Redactions } from "./process/redact/redactor.ts";
export type { PromptFile, Variable } from "./prompts/prompt.ts";
export type { DetectedProvider } from "./providers/detect.ts";
export type { Access, AgentEvent, CustomProvider, Model, TokenUsage, ToolUse } from "./providers/provider.ts";
export type { ResolvedProvider } from "./providers/resolve.ts";
export type { RunMember } from "./runs/group-members.ts";
export type { RunDetails, RunSummary, ShownStatus } from "./runs/run-list.ts";
export type { Pruned, PruneLimits } from "./workspace/snapshot/prune.ts";
export type { Stopped } from "./runs/stop-run.ts";
export type { LocalCredentials } from "./registry/credentials.ts";
export type { CredentialsStatus } from "./registry/credentials-status.ts";
export type { DetachedStart } from "./sdk/detach.ts";
export type { Library, PromptEntry } from "./sdk/library.ts";
export type { Published, PushFailure } from "./registry/push/publish.ts";
export type { ModelList, ModelsPlace } from "./sdk/models.ts";
export type { ExecuteOptions, ExecuteResult, ProviderCommand } from "./sdk/provider-command.ts";
export type { Place } from "./sdk/place.ts";
export type { RestoreAction, RestorePlace, RestorePreview, RestoreResult, SnapshotSummary } from "./sdk/restore.ts";
export type { ApplyInput, ApplyOutcome } from "./sdk/apply.ts";
export type { DiffRunsInput } from "./sdk/diff-runs.ts";
export type { RunPlace } from "./sdk/runs.ts";
export type { Status } from "./sdk/status.ts";
export type { TrustStatus } from "./sdk/trust.ts";
export type { CallOptions, PullOptions, Pulled, PullPromptsQuery } from "./registry/client.ts";
export type { AnswerCache, ClientOptions, TracedRequest } from "./registry/client-options.ts";
export type {
  GeneratedPrompt,
  GeneratePromptsInput,
  ProjectContext,
  PromptDraft,
  PromptPack,
  PromptVersion,
  RegistryModel,
} from "./registry/contract/types.ts";
export type { PackProblem } from "./registry/packs.ts";
export type { RegistryPlace } from "./sdk/registry.ts";
export type { SyncInput, SyncResult } from "./sdk/sync.ts";
export type { SyncedPrompt } from "./sdk/synced-prompt.ts";
export type { DiffInput, PromptDiff } from "./sdk/diff.ts";
export type { SyncedAs } from "./registry/sync/settle.ts";
export type { SyncedState } from "./registry/sync/library-state.ts";
