import { safeParse } from "valibot";
import { promptDraftSchema, timeSchema } from "../../../prompts-gpt/src/registry/contract/shapes.ts";
import type { KeptPrompt } from "../store/kept-prompt.ts";

type KeptVersion = KeptPrompt["versions"][number];

/** Markdown with a head that is YAML: a key a line, each value as JSON, so that it is the same text each time. */
export function formatVersion({ draft: { body, ...fields }, updatedAt }: Omit<KeptVersion, "version">): string {
  const lines = Object.entries({ ...fields, updatedAt }).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  return `---\n${lines.join("")}---\n${body}`;
}

/** Undefined: it is no such file. */
export function parseVersion(text: string): Omit<KeptVersion, "version"> | undefined {
  const [, head, body] = /^---\n((?:\w+: [^\n]*\n)*)---\n([\s\S]*)$/.exec(text) ?? [];
  if (head === undefined) return undefined;
  try {
    const lines = head.split("\n").filter((line) => line !== "");
    const { updatedAt, ...fields } = Object.fromEntries(
      lines.map((line): [string, unknown] => [
        line.slice(0, line.indexOf(":")),
        JSON.parse(line.slice(line.indexOf(":") + 1)),
      ]),
    );
    const [draft, time] = [safeParse(promptDraftSchema, { ...fields, body }), safeParse(timeSchema, updatedAt)];
    return draft.success && time.success ? { draft: draft.output, updatedAt: time.output } : undefined;
  } catch {
    return undefined; // a value that is no JSON
  }
}
