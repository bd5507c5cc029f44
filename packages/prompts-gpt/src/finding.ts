/** What a check has to say. `validate`, `status` and the preflight of a run all speak it. */
export interface Finding {
  /** An error stops a run (and makes `validate` exit 4); a warning is only shown. */
  readonly severity: "error" | "warning";
  /** Stable and short, for machines: `prompt.missing-title`, `config.unknown-key`. */
  readonly code: string;
  /** Path of the file it is about, as the user would type it; `line` counts from 1. */
  readonly file?: string;
  readonly line?: number;
  /** One sentence: what was found and what it means. */
  readonly message: string;
  /** What to type, or what to write instead. */
  readonly fix?: string;
}

/** One that never leaves a reader without something to do. */
export interface Advice extends Finding {
  readonly fix: string;
}
