import { createHash } from "node:crypto";
import * as v from "valibot";
import type { PromptPack } from "./contract/types.ts";
import { promptPackSchema } from "./contract/shapes.ts";

/** Something in a list that cannot be a prompt. */
export interface PackProblem {
  /** What it calls itself, made fit to be shown; or its place in the list. */
  readonly name: string;
  readonly message: string;
}

/** Names of devices: Windows opens those in place of a file, whatever follows the first dot. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

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

/** Two prompts of one name would write the same file: the first that came is taken. */
export function eachOnce(prompts: readonly PromptPack[]): { once: PromptPack[]; twice: PackProblem[] } {
  const bySlug = new Map<string, PromptPack>();
  const twice: PackProblem[] = [];
  for (const pack of prompts) {
    const name = JSON.stringify(pack.slug);
    if (bySlug.has(pack.slug)) twice.push({ name, message: "slug: it comes more than once" });
    else bySlug.set(pack.slug, pack);
  }
  return { once: [...bySlug.values()], twice };
}

/** The prompt, or why it is none. */
export function checkPack(value: unknown): PromptPack | string {
  const { success, output, issues } = v.safeParse(promptPackSchema, value);
  if (!success) return `${v.getDotPath(issues[0]) ?? "the whole of it"}: ${issues[0].message.slice(0, 200)}`;
  if (isDeviceName(output.slug)) return "slug: it is the name of a device on Windows, and no file can be called so";
  if (output.sha256 !== sha256(output.body)) return "sha256: the text is another one than it says";
  return output;
}

export function isDeviceName(slug: string): boolean {
  return DEVICE.test(slug);
}

export function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

function nameOf(value: unknown, index: number): string {
  const { success, output } = v.safeParse(v.object({ slug: v.string() }), value);
  return success ? JSON.stringify(output.slug.slice(0, 60)) : `number ${index + 1}`;
}
