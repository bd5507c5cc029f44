import type { Finding } from "../finding.ts";
import { slugFindings } from "../prompts/slug.ts";
import { VARIABLE_NAME } from "../prompts/variable-fields.ts";
import { isDeviceName } from "../unfit-name.ts";
import type { AgentPrompt } from "./agent-prompt.ts";
import { disarm } from "./disarm.ts";
import { plainLine, visible } from "./plain-line.ts";

/** A prompt that can be written. */
export interface PreparedPrompt extends AgentPrompt {
  /** Its text as agents may have it, without blank lines around it. */
  readonly harmless: string;
  /** What it is for, on one line. */
  readonly line: string;
}

/** Skills take 1024; a menu shows a line. */
const LONGEST_LINE = 300;

/** Sorted by slug, each slug once; and what is to be said about those that cannot be written as they are. */
export function preparePrompts(
  prompts: readonly AgentPrompt[],
  { forOwnFiles }: { readonly forOwnFiles: boolean },
): { prompts: PreparedPrompt[]; findings: Finding[] } {
  const findings: Finding[] = [];
  const taken = new Map<string, PreparedPrompt>();
  // The same prompt wins whatever the order they come in.
  for (const prompt of prompts.toSorted((a, b) => (a.relativePath < b.relativePath ? -1 : 1))) {
    const refused = refusal(prompt, taken.get(prompt.slug));
    if (refused) {
      findings.push(refused);
      continue;
    }
    const variables = Object.entries(prompt.variables).filter(([name]) => VARIABLE_NAME.test(name));
    const { harmless, lost } = forOwnFiles ? makeHarmless(prompt) : { harmless: "" };
    const title = prompt.title.trim() === "" ? prompt.slug : prompt.title;
    if (lost) findings.push(lost);
    taken.set(prompt.slug, {
      ...prompt,
      title,
      variables: Object.fromEntries(variables),
      harmless: harmless.replace(/^\n+/, "").trimEnd(),
      line: forOwnFiles ? plainLine(prompt.description ?? title, LONGEST_LINE) : "",
    });
  }
  return { prompts: [...taken.values()].toSorted((a, b) => (a.slug < b.slug ? -1 : 1)), findings };
}

function refusal({ slug, relativePath }: AgentPrompt, other: AgentPrompt | undefined): Finding | undefined {
  const at = { severity: "error", file: relativePath } as const;
  const [unusual] = slugFindings(slug, { file: relativePath, line: 1 });
  if (unusual || isDeviceName(slug)) {
    const message = `The slug ${JSON.stringify(slug).slice(0, 100)} cannot be the name of an agent file: the prompt is in none.`;
    return { ...at, code: "agent-files.slug", message, fix: unusual?.fix ?? "Give the prompt another slug." };
  }
  if (!other) return undefined;
  const message = `The slug "${slug}" is taken by ${other.relativePath}: this prompt is in no agent file.`;
  return { ...at, code: "agent-files.duplicate-slug", message, fix: "Give one of them another slug." };
}

function makeHarmless({ body, relativePath }: AgentPrompt): { harmless: string; lost?: Finding } {
  const plain = body.replaceAll("\r\n", "\n");
  const seen = visible(plain);
  const { text, found } = disarm(seen);
  const lost = [...(seen === plain ? [] : ["invisible or control characters"]), ...found];
  // The same text once, not twice: ten thousand prompts are many.
  if (lost.length === 0) return { harmless: text === body ? body : text };
  const message = `In agent files this prompt's text is made harmless: ${lost.join(", ")}.`;
  const fix = "Write it in words: an agent must be asked, not run by a prompt's text.";
  const place = { severity: "warning", code: "agent-files.harmless", file: relativePath } as const;
  return { harmless: text, lost: { ...place, message, fix } };
}
