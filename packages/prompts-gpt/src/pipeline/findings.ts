import type { Advice } from "../finding.ts";

interface Said {
  readonly message: string;
  readonly fix: string;
  /** Usually `error`. */
  readonly severity?: Advice["severity"];
}

/** Says what is wrong with a pipeline: `code` is told as `pipeline.<code>`. */
export type Complain = (code: string, line: number, said: Said) => Advice;

export function complainIn(file: string): Complain {
  return (code, line, { message, fix, severity = "error" }) => ({
    severity,
    code: `pipeline.${code}`,
    file,
    line,
    message,
    fix,
  });
}
