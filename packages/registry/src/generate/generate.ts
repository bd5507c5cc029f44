import type { GeneratedPrompt, GeneratePromptsInput } from "../../../prompts-gpt/src/registry/contract/types.ts";
import { readDrafts } from "../../../prompts-gpt/src/registry/drafts.ts";
import type { Ask } from "./model.ts";

/** Drafts, or why there are none: a sentence without anything of the service's address or key. */
export type Generated =
  | { readonly kind: "drafts"; readonly prompts: readonly GeneratedPrompt[] }
  | { readonly kind: "failed"; readonly why: string };

/** For both questions together; a client waits for 60 s. */
const PATIENCE_MS = 55_000;
const USUAL_COUNT = 3;
const LONGEST_QUOTE = 20_000;

/** Asks once, and once more with what was wrong. Nothing is stored. */
export async function generate(ask: Ask, wanted: GeneratePromptsInput, signal: AbortSignal): Promise<Generated> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const most = wanted.count ?? USUAL_COUNT;
  try {
    const first = await ask(question(wanted, most), until);
    const drafts = readDrafts(first);
    if (typeof drafts !== "string") return { kind: "drafts", prompts: drafts.slice(0, most) };
    const second = readDrafts(await ask(`${question(wanted, most)}\n${repair(first, drafts)}`, until));
    if (typeof second !== "string") return { kind: "drafts", prompts: second.slice(0, most) };
    return { kind: "failed", why: `the model was asked twice and gave no prompts that can be used: ${second}` };
  } catch (error) {
    if (until.aborted) return { kind: "failed", why: "the model did not answer in time" };
    return { kind: "failed", why: whyNot(error) };
  }
}

function whyNot(error: unknown): string {
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  // The SDK has the field without a value where there was no answer.
  if (typeof status !== "number") return "the model's service cannot be reached";
  return status < 400
    ? "the model's service gave no answer that can be read"
    : `the model's service answered with ${status}`;
}

/** What somebody typed is one text as JSON, whatever stands in it. */
function question({ goal, context }: GeneratePromptsInput, most: number): string {
  return `Write prompts for AI coding agents: at most ${most}, fewer when fewer are enough for the goal below.

Each is Markdown and stands alone, for a reader who knows the repository and nothing of this request. It says what is to
be done, how to tell that it is done, and what is to be left as it is. What changes from use to use is a variable: {{name}}
in the text, declared under "variables".

Goal: ${JSON.stringify(goal)}
Context: ${JSON.stringify(context ?? "")}

Answer with one JSON object and nothing else:
{"prompts": [{"slug": "lower-case-with-hyphens", "title": "…", "description": "one line", "category": "…",
"tags": ["…"], "variables": {"name": {"description": "…", "default": "…"}}, "body": "the whole prompt"}]}
All but "slug", "title" and "body" may be left out.
`;
}

function repair(answer: string, problem: string): string {
  return `This was answered before, as JSON, and could not be used, because ${problem}:
${JSON.stringify(answer.slice(0, LONGEST_QUOTE))}
Answer again, with the JSON object alone.
`;
}
