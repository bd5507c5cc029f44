import { clipStart } from "../../agent/quoted.ts";
import { formatPipeline } from "../../pipeline/format-pipeline.ts";
import type { Pipeline, Step } from "../../pipeline/pipeline.ts";
import { readPipeline } from "../../pipeline/read-pipeline.ts";
import { isObject, type Json } from "../../providers/json.ts";
import { jsonObjectsIn } from "../eval/json-objects.ts";

/** What an agent's answer to `planPrompt` came to. */
export type ParsedPlan =
  /** `text`: the pipeline as a file, which reads back as exactly this pipeline. */
  | { readonly kind: "plan"; readonly pipeline: Pipeline; readonly text: string }
  /** Sentences for the agent that is to mend it, and for the user when it could not. */
  | { readonly kind: "unusable"; readonly problems: readonly string[] };

const ANSWER_BYTES = 256 * 1024;
/** What the file of the plan is called where its own reader finds something. */
const FILE = "plan";

/**
 * The plan in the last JSON object that has steps, in prose or fences. Of a step only what a plan may say is taken: never a
 * command, a provider or full access. What is left is checked as any pipeline file is; nothing is guessed or cut.
 */
export async function parsePlan(answer: string, { maxSteps }: { readonly maxSteps: number }): Promise<ParsedPlan> {
  const objects = jsonObjectsIn(clipStart(answer, ANSWER_BYTES));
  const steps = objects.map((object) => object["steps"]).findLast((value) => Array.isArray(value));
  if (!Array.isArray(steps)) return unusable('There is no JSON object with a list "steps" in it.');
  if (steps.length === 0) return unusable("It has no steps.");
  if (steps.length > maxSteps) return unusable(`It has ${steps.length} steps; ${maxSteps} are allowed.`);
  const read = steps.map((step: unknown, index) => readStep(step, index + 1));
  const problems = read.flatMap((one) => one.problems);
  if (problems.length > 0) return { kind: "unusable", problems };
  return checked({ steps: read.flatMap(({ step }) => (step === undefined ? [] : [step])) });
}

async function checked(planned: Pipeline): Promise<ParsedPlan> {
  const text = formatPipeline(planned);
  const { pipeline, findings } = await readPipeline(text, FILE);
  if (pipeline !== undefined) return { kind: "plan", pipeline, text };
  return { kind: "unusable", problems: findings.map(({ message, fix = "" }) => `${message} ${fix}`.trim()) };
}

function unusable(problem: string): ParsedPlan {
  return { kind: "unusable", problems: [problem] };
}

interface ReadStep {
  readonly step?: Step;
  readonly problems: readonly string[];
}

function readStep(value: unknown, number: number): ReadStep {
  if (!isObject(value)) return { problems: [`Step ${number} is no JSON object.`] };
  const { needs = [], access = "write" } = value;
  const [id, prompt] = [textIn(value, "id") ?? textIn(value, "name"), textIn(value, "prompt")];
  const isList = Array.isArray(needs) && needs.every((need) => typeof need === "string");
  const problems = [
    ...(id === undefined ? [`Step ${number} has no "id".`] : []),
    ...(prompt === undefined ? [`Step ${number} has no "prompt".`] : []),
    ...(isList ? [] : [`"needs" of step ${number} is no list of ids.`]),
    ...(access === "read" || access === "write" ? [] : [`"access" of step ${number} is neither "read" nor "write".`]),
  ];
  if (problems.length > 0 || id === undefined || prompt === undefined) return { problems };
  const step: Step = {
    id: idOf(id),
    task: { kind: "text", text: prompt },
    access: access === "read" ? "read" : "write",
    needs: isList ? needs.map((need: string) => idOf(need)) : [],
    verify: [],
    retries: 0,
  };
  return { step, problems };
}

function textIn(value: Json, key: string): string | undefined {
  const text = value[key];
  return typeof text === "string" && text.trim() !== "" ? text.trim() : undefined;
}

/** `Write tests` is meant as `write-tests`, by whoever needs it as well. */
function idOf(name: string): string {
  return name.trim().replaceAll(/\s+/g, "-");
}
