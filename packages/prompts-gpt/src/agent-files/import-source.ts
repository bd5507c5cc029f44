import type { Finding } from "../finding.ts";
import { parseFrontmatter } from "../prompts/frontmatter.ts";
import type { Mapping } from "../prompts/yaml-map.ts";

/** What a file says: its keys, and its text. */
export interface ImportSource {
  readonly front: Mapping;
  /** With `\n` as its line end. */
  readonly body: string;
  /** The line of the file it begins on, where that is known. */
  readonly bodyLine: number | undefined;
}

/** A Markdown file with or without frontmatter; one that is only nearly YAML is read as its tools read it. */
export async function readMarkdown(text: string, path: string): Promise<ImportSource | { finding: Finding }> {
  const plain = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const strict = await parseFrontmatter(plain, path);
  const front = strict.kind === "broken" ? await parseFrontmatter(withQuotedValues(plain), path) : strict;
  if (front.kind === "broken") return { finding: strict.kind === "broken" ? strict.finding : front.finding };
  if (front.kind === "none") return { front: { data: {}, lines: new Map() }, body: plain, bodyLine: 1 };
  return { front, body: front.body, bodyLine: front.bodyLine };
}

/**
 * `globs: *.ts`, `argument-hint: [issue] [branch]` and `description: Use it: always` are no YAML, and common all the same.
 * Line by line, so that every key keeps its line.
 */
function withQuotedValues(text: string): string {
  const [front = ""] = /^---[ \t]*\n[\s\S]*?\n---[ \t]*(?:\n|$)/.exec(text) ?? [];
  const quoted = front.replaceAll(/^([A-Za-z][\w-]*:)[ \t]+(\S.*)$/gm, (line, key: string, value: string) =>
    IS_YAML_VALUE.test(value) ? line : `${key} ${JSON.stringify(value.trimEnd())}`,
  );
  return quoted + text.slice(front.length);
}

/** In quotes, a block that follows, or one list or map. */
const IS_YAML_VALUE = /^(?:["'|>]|\[[^[\]]*\][ \t]*$|\{)/;

/** A command of Gemini CLI, or an older one of Qwen Code: `prompt`, and `description`. */
export async function readTomlCommand(text: string, file: string): Promise<ImportSource | { finding: Finding }> {
  // Only who imports such a file needs a parser.
  const { parse, TomlError } = await import("smol-toml");
  const broken = (line: number, message: string, fix: string) => ({
    finding: { severity: "error" as const, code: "import.toml", file, line, message, fix },
  });
  try {
    const data: Readonly<Record<string, unknown>> = parse(text);
    const { prompt } = data;
    if (typeof prompt !== "string") return broken(1, "It has no text under prompt.", 'Write: prompt = """…"""');
    return { front: { data, lines: new Map() }, body: prompt.replaceAll("\r\n", "\n"), bodyLine: undefined };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [said = ""] = error.message.replace(/^Invalid TOML document: /, "").split("\n");
    return broken(error.line, `It is not valid TOML: ${said}.`, "Mend that line.");
  }
}
