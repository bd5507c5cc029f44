import * as v from "valibot";
import { isMap } from "../is-map.ts";
import { slugify } from "../prompts/slug.ts";
import { generateResponseSchema } from "./contract/shapes.ts";
import type { GeneratedPrompt } from "./contract/types.ts";

/** An answer of a model is long, and never as long as this. */
const LONGEST = 4 * 1024 * 1024;

/** Drafts in what a model answered, perhaps among other words; or why there are none, in words for it to mend that. */
export function readDrafts(answer: string): readonly GeneratedPrompt[] | string {
  if (answer.length > LONGEST) return "it is too long";
  let problem = "it holds no JSON object";
  for (const text of candidates(answer)) {
    const value = parsed(text);
    if (value === undefined) continue;
    const { success, output, issues } = v.safeParse(generateResponseSchema, { prompts: listOf(value).map(completed) });
    if (success && output.prompts.length > 0) return output.prompts;
    problem = success
      ? 'it has no "prompts"'
      : `${v.getDotPath(issues[0]) ?? "it"}: ${issues[0].message.slice(0, 200)}`;
  }
  return problem;
}

/** The whole answer, what stands in fences, and from the first brace to the last: in this order. */
function candidates(answer: string): string[] {
  const fenced = [...answer.matchAll(/^```(?:json)?[ \t]*\n([\s\S]*?)^```/gm)].map(([, text = ""]) => text);
  const [first, last] = [answer.indexOf("{"), answer.lastIndexOf("}")];
  return [answer, ...fenced, ...(first >= 0 && last > first ? [answer.slice(first, last + 1)] : [])];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // another piece of the answer may be it
  }
}

/** `{ prompts: […] }` was asked for; a list alone, or one prompt alone, is as good. */
function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (!isMap(value)) return [];
  if (Array.isArray(value["prompts"])) return value["prompts"];
  return value["body"] === undefined ? [] : [value];
}

/** What a person would not have to say either. What is there is not changed, but for a slug that cannot be one. */
function completed(value: unknown): unknown {
  if (!isMap(value)) return value;
  const { slug, title } = value;
  const name = typeof slug === "string" ? slug : typeof title === "string" ? title : "";
  const usual = {
    description: "",
    category: "",
    difficulty: null,
    outputType: "Text",
    supportedTools: [],
    tags: [],
  };
  return { ...usual, ...value, slug: slugify(name), source: "generated" };
}
