import { QUOTED, quoted, quotedPaths } from "./quoted.ts";
import type { ClosingSummary } from "./summary.ts";

/** Of all summaries together. */
const MAX_BYTES = 32 * 1024;
const MOST_PATHS = 100;

/** What the next iteration is told of those before it. */
export interface HandedOn {
  /** The one that is told, from 1, and how many there are. */
  readonly iteration: number;
  readonly of: number;
  /** What the iterations before it said: of one, or of all of the batch before. */
  readonly told: readonly Told[];
  /** Every file that was changed since the first one began. */
  readonly changedFiles: readonly string[];
  /** Why the last result was not accepted: `failureText`. It quotes by itself. */
  readonly failure?: string | undefined;
}

interface Told {
  readonly iteration: number;
  readonly summary: ClosingSummary;
  /** How it failed, when it did. */
  readonly failure?: string | undefined;
}

/**
 * The part of an iteration's prompt that tells of the iterations before. What agents wrote stands in it as quoted data: a
 * summary can neither end its quotation nor pass for something that we say. At most some 40 KiB, `failure` aside.
 */
export function handedOn({ iteration, of, told, changedFiles, failure }: HandedOn): string {
  const each = Math.floor(MAX_BYTES / Math.max(1, told.length));
  const sections = [
    `---\n\nThis is iteration ${iteration} of ${of} of the task above. The files are as the iterations before it left them: go on from there, and do not begin anew.`,
    ...told.map((one) => toldText(one, each)),
    changedText(changedFiles),
    ...(failure === undefined ? [] : [failure.trim()]),
  ];
  return `${sections.join("\n\n")}\n`;
}

function toldText({ iteration, summary, failure }: Told, maxBytes: number): string {
  const said = [...(failure === undefined ? [] : [`[it failed: ${failure}]`, ""]), summary.text];
  const text = said.join("\n").trim();
  if (text === "") return `The agent of iteration ${iteration} left no summary.`;
  return `What the agent of iteration ${iteration} said in the end. ${QUOTED}\n\n${quoted(text, { maxBytes })}`;
}

function changedText(paths: readonly string[]): string {
  if (paths.length === 0) return "No file has been changed so far.";
  return `Files changed so far, ${paths.length} in all:\n\n${quotedPaths(paths, MOST_PATHS)}`;
}
