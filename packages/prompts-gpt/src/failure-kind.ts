/** The taxonomy: what kind of thing went wrong, so that a caller can decide whether trying again is worth it. */
export type FailureKind =
  | "not-installed"
  | "not-authenticated"
  /** Too much in a short time: over in seconds or minutes. */
  | "rate-limited"
  /** What a plan allows in some hours, a day or a week is used up: over by itself. */
  | "usage-limit"
  /** Over when somebody pays or allows more: waiting does not help. */
  | "quota"
  | "model-unknown"
  | "context-too-long"
  | "permission-denied"
  | "timed-out"
  | "hung"
  | "crashed"
  | "cancelled"
  /** Stopped because what it may use was used up: over when somebody allows more. */
  | "over-budget"
  | "provider-error"
  | "unknown";
