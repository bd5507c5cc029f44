/** One process, and enough to know it again: a pid that was given away has another start. */
export interface ProcessId {
  readonly pid: number;
  /** When it started, as the system counts it. */
  readonly start: string;
}
