/** The taxonomy: what kind of thing went wrong, so that a caller can decide whether trying again is worth it. */
export type FailureKind =
  | "not-installed"
  | "not-authenticated"
  | "rate-limited"
  | "quota"
  | "model-unknown"
  | "context-too-long"
  | "permission-denied"
  | "timed-out"
  | "hung"
  | "crashed"
  | "cancelled"
  | "provider-error"
  | "unknown";
