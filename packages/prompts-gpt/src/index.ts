export { INTERRUPTS } from "./agent/interrupt.ts";
export { AuthError, ConfigError, ExecutionError, LockError, TrustError, UserError, ValidationError } from "./errors.ts";
export { planRun, runPrompt } from "./modes/run.ts";
export { parseVarFlags, readVarsFile } from "./prompts/variable-input.ts";
export { resolveRunProvider } from "./providers/resolve.ts";
export { isCI } from "./sdk/ci.ts";
export { startDetached } from "./sdk/detach.ts";
export { listPrompts, readPrompt } from "./sdk/library.ts";
export { followRun, listRuns, readRunLog, showRun, stopRun } from "./sdk/runs.ts";
export { detectProviders, hasUncommittedChanges, isGitRepo, loadRunConfig, status, validate } from "./sdk/status.ts";
export { acceptTrust, revokeTrust, trustStatus } from "./sdk/trust.ts";
export { VERSION } from "./version.ts";

export type {
  Changes,
  FileChange,
  LogSpan,
  Owner,
  RecordedEvent,
  RunEvent,
  RunFacts,
  RunStatus,
} from "./agent/events.ts";
export type { Failure, FailureKind } from "./agent/failure.ts";
export type { Outcome, TreeId } from "./agent/outcome.ts";
export type { Config, LoadedConfig, Origin, ProviderOverride, UntrustedItem } from "./config/config.ts";
export type { Finding } from "./finding.ts";
export type { RunPlan, RunPromptInput, RunPromptResult } from "./modes/run-input.ts";
export type { Exit } from "./process/exit.ts";
export type { LeftProcess, Supervision } from "./process/left-behind.ts";
export type { PromptFile, Variable } from "./prompts/prompt.ts";
export type { DetectedProvider } from "./providers/detect.ts";
export type { Access, AgentEvent, CustomProvider, TokenUsage, ToolUse } from "./providers/provider.ts";
export type { ResolvedProvider } from "./providers/resolve.ts";
export type { RunDetails, RunSummary, ShownStatus } from "./runs/run-list.ts";
export type { Stopped } from "./runs/stop-run.ts";
export type { DetachedStart } from "./sdk/detach.ts";
export type { PromptEntry } from "./sdk/library.ts";
export type { Place } from "./sdk/place.ts";
export type { RunPlace } from "./sdk/runs.ts";
export type { Status } from "./sdk/status.ts";
export type { TrustStatus } from "./sdk/trust.ts";
