import { QUOTED, quoted } from "../../agent/quoted.ts";
import { type ClosingSummary, summaryRequest } from "../../agent/summary.ts";
import type { Outcome } from "../../pipeline/condition.ts";
import { fillSummaries, summariesIn } from "../../pipeline/summaries.ts";

/** Of one summary, and of all together. */
const MAX_BYTES = 8 * 1024;
const ALL_BYTES = 32 * 1024;

/** What there is to be told of a step that has ended. */
export interface Told {
  readonly outcome: Outcome;
  readonly summary?: ClosingSummary | undefined;
  readonly error?: string | undefined;
}

/** The step, and what it is told of others. */
export interface Telling {
  readonly id: string;
  /** Of the file, its variables filled in. */
  readonly text: string;
  /** Steps that it needs, directly. */
  readonly needs: readonly string[];
  /** Undefined for a step that it does not need, not even by way of others: then the placeholder stays. */
  toldOf(id: string): Told | undefined;
  /** The attempt before, that was not accepted. */
  readonly before?: { readonly summary: ClosingSummary; readonly said: string } | undefined;
  /** Another step is told what this one says in the end. */
  readonly isTold: boolean;
}

/**
 * The prompt of a step. Where it has `{{steps.ID.summary}}` the summary stands; of other steps that it needs the summaries
 * follow. All of that is quoted, as is what `verify` said of the attempt before.
 */
export function stepPrompt({ id, text, needs, toldOf, before, isTold }: Telling): string {
  const named = summariesIn(text);
  const others = needs.filter((need) => !named.includes(need));
  const maxBytes = Math.min(MAX_BYTES, Math.floor(ALL_BYTES / Math.max(1, named.length + others.length)));
  const filled = fillSummaries(text, (step) => {
    const told = toldOf(step);
    return told === undefined ? `{{steps.${step}.summary}}` : `\n${toldText(told, maxBytes)}\n`;
  });
  const sections = [
    ...(named.length === 0 ? [] : [`Above stands what other agents said in the end of their steps. ${QUOTED}`]),
    ...others.flatMap((need) => afterText(need, toldOf(need), maxBytes)),
    ...(before === undefined ? [] : [sentBack(id, before)]),
  ];
  const head = sections.length === 0 ? text : `${filled.trimEnd()}\n\n---\n\n${sections.join("\n\n")}\n`;
  return isTold ? `${head.trimEnd()}\n\n${summaryRequest()}` : head;
}

function toldText({ outcome, summary, error }: Told, maxBytes: number): string {
  const how = outcome === "failed" ? `[it failed: ${error ?? "no reason is known"}]` : "[it was skipped]";
  const said = summary?.text.trim() ?? "";
  const lines = [...(outcome === "succeeded" ? [] : [how]), ...(said === "" ? [] : [said])];
  return lines.length === 0 ? "> [it left no summary]" : quoted(lines.join("\n"), { maxBytes });
}

function afterText(id: string, told: Told | undefined, maxBytes: number): string[] {
  if (told === undefined) return [];
  return [
    `What the agent of the step "${id}" said in the end, before this one. ${QUOTED}\n\n${toldText(told, maxBytes)}`,
  ];
}

function sentBack(id: string, { summary, said }: NonNullable<Telling["before"]>): string {
  const begun = `This step, "${id}", was done before, and the result was not accepted. The files are as that attempt left them: mend what is wrong, and do not begin anew.`;
  const text = summary.text.trim();
  const what = text === "" ? [] : [`What its agent said. ${QUOTED}`, quoted(text, { maxBytes: MAX_BYTES })];
  return [begun, ...what, said.trim()].join("\n\n");
}
