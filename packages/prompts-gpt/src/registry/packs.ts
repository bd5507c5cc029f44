import * as v from "valibot";
import type { PromptPack } from "./contract/types.ts";
import { promptPackSchema } from "./contract/shapes.ts";
import { sha256 } from "../sha256.ts";
import { unfitName } from "../unfit-name.ts";
import { formatYaml } from "../prompts/format-yaml.ts";
import { LONGEST_FRONTMATTER } from "../prompts/frontmatter.ts";
import { frontmatterOf } from "./sync/prompt-markdown.ts";

/** Something in a list that cannot be a prompt. */
export interface PackProblem {
  /** What it calls itself, made fit to be shown; or its place in the list. */
  readonly name: string;
  readonly message: string;
}

/** Holds each against the contract; what does not hold is left out and named. */
export function checkPacks(values: readonly unknown[]): { packs: PromptPack[]; problems: PackProblem[] } {
  const packs: PromptPack[] = [];
  const problems: PackProblem[] = [];
  for (const [index, value] of values.entries()) {
    const checked = checkPack(value);
    if (typeof checked === "string") problems.push({ name: nameOf(value, index), message: checked });
    else packs.push(checked);
  }
  return { packs, problems };
}

/** Of two prompts of one name nobody knows which it is: neither is taken. */
export function eachOnce(prompts: readonly PromptPack[]): { once: PromptPack[]; twice: PackProblem[] } {
  const counts = new Map<string, number>();
  for (const { slug } of prompts) counts.set(slug, (counts.get(slug) ?? 0) + 1);
  const isOnce = (slug: string) => counts.get(slug) === 1;
  const twice = [...counts.keys()].filter((slug) => !isOnce(slug));
  return {
    once: prompts.filter(({ slug }) => isOnce(slug)),
    twice: twice.map((slug) => ({ name: JSON.stringify(slug), message: "slug: it comes more than once" })),
  };
}

/** The prompt, or why it is none. */
export function checkPack(value: unknown): PromptPack | string {
  const { success, output, issues } = v.safeParse(promptPackSchema, value);
  if (!success) return `${v.getDotPath(issues[0]) ?? "the whole of it"}: ${issues[0].message.slice(0, 200)}`;
  const unfit = unfitName(output.slug);
  if (unfit !== undefined) return `slug: ${unfit}`;
  if (!isWhole(output)) return "it holds half a character (a lone surrogate), which is another one once it was written";
  if (isTooLong(output)) return "it says more than 64 KiB beside its text, and no file that says so is read";
  if (output.sha256 !== sha256(output.body)) return "sha256: the text is another one than it says";
  return output;
}

/** As text of YAML each character is six at most: most need not be written to know. */
function isTooLong({ body: _body, ...pack }: PromptPack): boolean {
  if (JSON.stringify(pack).length * 6 <= LONGEST_FRONTMATTER) return false;
  return formatYaml(frontmatterOf({ ...pack, body: "" })).length > LONGEST_FRONTMATTER;
}

function isWhole(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, one]) => isWhole(key) && isWhole(one));
}

function nameOf(value: unknown, index: number): string {
  const { success, output } = v.safeParse(v.object({ slug: v.string() }), value);
  return success ? JSON.stringify(output.slug.slice(0, 60)) : `number ${index + 1}`;
}
