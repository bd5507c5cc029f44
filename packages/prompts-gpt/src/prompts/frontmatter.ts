import type { Finding } from "../finding.ts";
import { type Mapping, parseYamlMap } from "./yaml-map.ts";

const OPENING = /^---[ \t]*\r?\n/;
/** `---js` and its like: other tools run what follows. We do not even take it for text. */
const OTHER_LANGUAGE = /^---([a-z][a-z0-9]{0,20})[ \t]*\r?\n/i;
/** Frontmatter is a few lines; more is a mistake, or an attack on the parser. */
export const LONGEST_FRONTMATTER = 64 * 1024;

export type Frontmatter =
  | { readonly kind: "none" }
  | { readonly kind: "broken"; readonly finding: Finding }
  | ({ readonly kind: "found"; readonly body: string; readonly bodyLine: number } & Mapping);

/** Reads the YAML between two lines of `---` at the start of `text`. Line ends stay as they are. */
export async function parseFrontmatter(text: string, file: string): Promise<Frontmatter> {
  const language = OTHER_LANGUAGE.exec(text)?.[1];
  if (language !== undefined) {
    const message = `Frontmatter is YAML; "---${language}" is not supported and was not read.`;
    return broken(file, message, "Write a plain --- on the first line, and YAML below it.");
  }
  const opening = OPENING.exec(text)?.[0];
  if (opening === undefined) return { kind: "none" };

  const closing = closingLine(text, opening.length);
  if (closing === undefined) {
    return broken(file, "The frontmatter has no end.", "Put a line --- below its last key.");
  }
  const yaml = text.slice(opening.length, closing.start);
  if (yaml.length > LONGEST_FRONTMATTER) {
    return broken(
      file,
      `The frontmatter is longer than ${LONGEST_FRONTMATTER / 1024} KiB.`,
      "Move long text into the body.",
    );
  }
  const parsed = await parseYamlMap(yaml, { file, firstLine: 2, what: "frontmatter" });
  if ("severity" in parsed) return { kind: "broken", finding: parsed };
  return { kind: "found", ...parsed, body: text.slice(closing.end), bodyLine: yaml.split("\n").length + 2 };
}

/** Line by line with `indexOf`: a pattern that looks for the end would go over a large body again and again. */
function closingLine(text: string, from: number): { start: number; end: number } | undefined {
  for (let start = from; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline + 1;
    if (text.startsWith("---", start) && text.slice(start, end).trimEnd() === "---") return { start, end };
    start = end;
  }
  return undefined;
}

function broken(file: string, message: string, fix: string): Frontmatter {
  return { kind: "broken", finding: { severity: "error", code: "prompt.frontmatter", file, line: 1, message, fix } };
}
