import { QUOTED, quoted } from "../../agent/quoted.ts";

const GOAL_BYTES = 32 * 1024;
const ANSWER_BYTES = 16 * 1024;
const MOST_PROBLEMS = 10;

/** What is to be planned. */
export interface PlanWish {
  readonly goal: string;
  /** At least 1. */
  readonly maxSteps: number;
}

/** The prompt that has an agent plan the steps to a goal. The goal stands in it bounded, each line behind a sign. */
export function planPrompt({ goal, maxSteps }: PlanWish): string {
  return `${[
    "Plan how to reach the goal below in this folder. Change nothing: look at what is there, then plan. Other agents will carry out the steps; each sees only the folder, the prompt of its step, and summaries that the prompt asks for.",
    `At most ${maxSteps} steps, and no more than the goal takes: one step is a good plan for a small goal. Each step is one piece of work that can be checked by itself. Its prompt says what to do, where, and how to know that it is done.`,
    'A step has: "id" (a letter, then letters, digits or -, at most 40 characters), "prompt", "needs" (ids of steps that have to succeed before it; never in a circle), "access" ("read" when it changes no file, else "write"). Steps that only read may run beside others. To have the summary of a step in a prompt, write {{steps.ID.summary}} and have that step in "needs".',
    `The goal:\n\n${quoted(goal, { maxBytes: GOAL_BYTES })}`,
    "End with this JSON object and nothing after it:",
    '{ "steps": [ { "id": "…", "prompt": "…", "needs": [], "access": "write" } ] }',
  ].join("\n\n")}\n`;
}

/** The same once more, for an answer that is no plan that could run. */
export function planRepairPrompt(wish: PlanWish, answer: string, problems: readonly string[]): string {
  const before = answer.trim() === "" ? "It was empty." : quoted(answer, { maxBytes: ANSWER_BYTES, keep: "end" });
  return `${planPrompt(wish)}
You were asked this before, and the answer could not be used. What is wrong with it, and the answer. ${QUOTED}

${quoted(problems.slice(0, MOST_PROBLEMS).join("\n"), { maxBytes: ANSWER_BYTES })}

${before}

Keep what was good in it, mend the rest, and end with the JSON object as it is described above.
`;
}

/** The JSON Schema of the answer, strict enough for services that enforce one. */
export function planSchema(maxSteps: number): Readonly<Record<string, unknown>> {
  const step = strict({
    id: { type: "string" },
    prompt: { type: "string" },
    needs: { type: "array", items: { type: "string" } },
    access: { type: "string", enum: ["read", "write"] },
  });
  return strict({ steps: { type: "array", items: step, minItems: 1, maxItems: maxSteps } });
}

function strict(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
}
