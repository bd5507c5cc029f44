import * as v from "valibot";
import type { Finding } from "../../finding.ts";
import { isMap } from "../../is-map.ts";
import { parseFrontmatter } from "../../prompts/frontmatter.ts";
import type { PromptFile } from "../../prompts/prompt.ts";
import { DRAFT_KEYS, promptDraftSchema } from "../contract/shapes.ts";
import type { PromptDraft } from "../contract/types.ts";
import { toLf } from "../sync/line-ends.ts";

/** A prompt file as it is published, or why it cannot be. */
export type Drafted =
  /** `left`: keys of the file that are no part of it, dotted. */
  { readonly draft: PromptDraft; readonly left: readonly string[] } | { readonly finding: Finding };

/** Keys that are published, and those that the registry gives itself. The text is no key. */
const SENT = new Set(["slug", "version", ...DRAFT_KEYS].filter((key) => key !== "body"));
const VARIABLE_KEYS = ["type", "description", "enum", "default", "required"];

/** `prompt` was read from `text`, and holds. What its author did not write is not sent: no default of ours becomes his word. */
export async function draftOf(prompt: PromptFile, text: string): Promise<Drafted> {
  const front = await parseFrontmatter(text, prompt.relativePath);
  const data = front.kind === "found" ? front.data : {};
  const variables = isMap(data["variables"]) ? data["variables"] : {};
  const { title, outputType, supportedTools, tags, source, sweep } = prompt;
  const { success, output, issues } = v.safeParse(promptDraftSchema, {
    title,
    description: prompt.description ?? "",
    category: prompt.category ?? "",
    difficulty: prompt.difficulty ?? null,
    outputType,
    supportedTools: [...supportedTools],
    tags: [...tags],
    source,
    body: toLf(prompt.body),
    ...(Object.keys(variables).length === 0 ? {} : { variables: declared(variables) }),
    ...(sweep === undefined ? {} : { sweep }),
  });
  if (!success) return { finding: unfit(prompt, issues[0]) };
  const left = Object.keys(data).filter((key) => !SENT.has(key));
  return { draft: output, left: [...left, ...leftOf("variables", variables), ...leftOfSweep(sweep, output.sweep)] };
}

/** As they were written: the registry keeps numbers as numbers. */
function declared(variables: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = (value: unknown) => {
    const entries = Object.entries(isMap(value) ? value : {});
    const known = entries.filter(([key, one]) => VARIABLE_KEYS.includes(key) && one !== null);
    return Object.fromEntries(
      known.map(([key, one]) => [key, key === "enum" && Array.isArray(one) ? one.map(String) : one]),
    );
  };
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, fields(value)]));
}

function leftOf(at: string, variables: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    const keys = Object.keys(isMap(value) ? value : {});
    return keys.filter((key) => !VARIABLE_KEYS.includes(key)).map((key) => `${at}.${name}.${key}`);
  });
}

function leftOfSweep(written: PromptFile["sweep"] = {}, sent: PromptDraft["sweep"] = {}): string[] {
  const keys = Object.keys(written).filter((key) => !(key in sent));
  const criteria = isMap(written["eval"]) ? written["eval"] : {};
  const nested = Object.keys(criteria).filter((key) => sent.eval !== undefined && !(key in sent.eval));
  return [...keys.map((key) => `sweep.${key}`), ...nested.map((key) => `sweep.eval.${key}`)];
}

function unfit({ relativePath }: PromptFile, issue: v.BaseIssue<unknown>): Finding {
  const what = `${v.getDotPath(issue) ?? "the prompt"}: ${issue.message.slice(0, 200)}`;
  return {
    severity: "error",
    code: "push.unfit",
    file: relativePath,
    message: `A registry takes no such prompt: ${what}.`,
    fix: "Change that in the file, then push it again.",
  };
}
