import { sumOf } from "../../agent/usage.ts";
import type { TokenUsage } from "../../providers/provider.ts";
import type { Evaluation } from "../../runs/evaluation.ts";
import { answerSchema } from "./answer-schema.ts";
import { evalPrompt, type Judged, repairPrompt } from "./eval-prompt.ts";
import { missingIn, parseScores, type ParsedScores } from "./parse-scores.ts";
import { type Demand, meanOf, passes } from "./verdict.ts";

/** What an agent answered that was asked to judge. */
export interface Answer {
  readonly output: string;
  readonly usage: TokenUsage;
  /** Why it is no answer: one sentence. The output is then not looked at. */
  readonly failure?: string | undefined;
  /** The failure may come from the schema: a service that knows none. Then it is asked once more, without. */
  readonly maySchemaBeRefused?: boolean | undefined;
}

/**
 * An agent invocation with access `read` and no session. `attempt`: 1, or 2 for the repair. `schema`: for
 * `Invocation.answerSchema`.
 */
export type Ask = (
  prompt: string,
  options: { readonly schema?: Readonly<Record<string, unknown>>; readonly attempt: 1 | 2 },
) => Promise<Answer>;

/**
 * Has a result judged. Where a score cannot be read the agent is asked once more; what it had said for the other criteria
 * stands. A score that cannot be had is null. Throws only what `ask` throws.
 */
export async function evaluate(ask: Ask, judged: Omit<Judged, "criteria">, demand: Demand): Promise<Evaluation> {
  const criteria = [...new Set(demand.criteria)];
  const schema = answerSchema(criteria);
  const prompt = evalPrompt({ ...judged, criteria });
  const done = { ...demand, criteria };
  const first = await ask(prompt, { schema, attempt: 1 });
  const read = parsedAnswer(first, criteria);
  const missing = missingIn(read.scores, criteria);
  if (missing.length === 0 || (first.failure !== undefined && first.maySchemaBeRefused !== true))
    return evaluation(read, first, { ...done, attempts: 1 });
  const second =
    first.failure === undefined
      ? await ask(repairPrompt(prompt, first.output, missing), { schema, attempt: 2 })
      : await ask(prompt, { attempt: 2 });
  const usage = sumOf([first.usage, second.usage]);
  return evaluation(merged(read, parsedAnswer(second, missing)), { ...second, usage }, { ...done, attempts: 2 });
}

function parsedAnswer({ output, failure }: Answer, criteria: readonly string[]): ParsedScores {
  return parseScores(failure === undefined ? output : "", criteria);
}

interface Asked extends Demand {
  readonly attempts: 1 | 2;
}

function evaluation(parsed: ParsedScores, { usage, failure }: Answer, { attempts, ...demand }: Asked): Evaluation {
  const missing = missingIn(parsed.scores, demand.criteria);
  const unread = missing.length === 0 ? undefined : `No score could be read for: ${missing.join(", ")}.`;
  const problem = failure ?? unread;
  return {
    ...parsed,
    passed: passes(parsed.scores, demand),
    mean: meanOf(parsed.scores, demand.criteria),
    usage,
    attempts,
    ...(problem === undefined ? {} : { problem }),
  };
}

function merged(first: ParsedScores, second: ParsedScores): ParsedScores {
  return {
    scores: { ...first.scores, ...second.scores },
    reasons: { ...first.reasons, ...second.reasons },
  };
}
