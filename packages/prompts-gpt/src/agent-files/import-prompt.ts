import type { Finding } from "../finding.ts";
import { identify } from "../prompts/identity.ts";
import { lineCounter } from "../prompts/line-counter.ts";
import { slugify } from "../prompts/slug.ts";
import { unfitName } from "../unfit-name.ts";
import { type ImportedBody, importBody } from "./import-body.ts";
import { CARRIED, importFormat, type ImportFormat, whyLost } from "./import-format.ts";
import { readInput } from "./import-schema.ts";
import { type ImportSource, readMarkdown, readTomlCommand } from "./import-source.ts";
import { cut, oneLine, visible } from "./plain-line.ts";
import { promptFileText } from "./prompt-file-text.ts";

/** A prompt of another tool as one of ours. */
export type Imported =
  | {
      readonly ok: true;
      readonly slug: string;
      /** The whole prompt file. */
      readonly text: string;
      /** Warnings: what could not be carried. */
      readonly findings: readonly Finding[];
    }
  | { readonly ok: false; readonly findings: readonly Finding[] };

const LONGEST_TITLE = 200;

/**
 * Reads `.prompt.md`, `.prompt`, `SKILL.md`, Cursor's `.mdc`, Gemini's `.toml` and commands in Markdown as Claude Code has
 * them. `path` decides which, and is how findings name the file; `text` is what it holds. Nothing is executed or followed.
 */
export async function importPrompt({ path, text }: { path: string; text: string }): Promise<Imported> {
  const format = importFormat(path);
  if (format === undefined) return refused(path, "It is in no format that can be imported.", KNOWN);
  if (/^(?:<!--|#) prompts-gpt:file /m.test(text)) {
    return refused(path, "It was written by prompts-gpt.", "Edit the prompt in .prompts-gpt it comes from.");
  }
  if (/^<!-- prompts-gpt:begin /m.test(text)) {
    const message = "It holds the list of this library, and is what agents load unasked: instructions, no prompt.";
    return refused(path, message, "Put what of it is a prompt into a file of its own, and import that.");
  }
  const source = format === "gemini-command" ? await readTomlCommand(text, path) : await readMarkdown(text, path);
  if ("finding" in source) return { ok: false, findings: [source.finding] };
  if (source.front.data["slug"] !== undefined) {
    return refused(path, "It is a prompt file already.", "Copy it into .prompts-gpt.");
  }
  if (source.body.trim() === "") return refused(path, "It holds no prompt.", "Name a file with a text.");
  return convert(format, path, source);
}

const KNOWN = "Name a .prompt.md, .prompt, SKILL.md, .mdc, .toml or .md file.";

function convert(format: ImportFormat, path: string, source: ImportSource): Imported {
  const { data } = source.front;
  const body = importBody(format, source.body.replace(/^\n+/, ""), hintOf(data["argument-hint"]));
  const front = { kind: "found" as const, ...source.front, body: body.body, bodyLine: 1 };
  const named = identify(front, body.body, { path, file: path });
  const name = textOf(data["name"]);
  const title = cut(oneLine(textOf(data["title"]) ?? name ?? titleOf(body.body, named)), LONGEST_TITLE) || named.slug;
  const slug = slugify(name ?? "") || slugify(named.slug) || slugify(title) || "imported";
  const unfit = unfitName(slug);
  if (unfit !== undefined)
    return refused(
      path,
      `It would be the prompt ${slug}: ${unfit}.`,
      "Copy it to a file of another name, and import that.",
    );
  const description = textOf(data["description"]);
  const input = readInput(format === "dotprompt" ? data["input"] : undefined);
  const text = promptFileText({
    title,
    slug,
    description: description && oneLine(description),
    variables: { ...body.variables, ...input.variables },
    body: body.body.endsWith("\n") ? body.body : `${body.body}\n`,
  });
  const unseen = visible(text) === text.replaceAll("\r\n", "\n") ? [] : [lostFinding({ file: path }, UNSEEN)];
  const findings = [...lostKeys(format, path, source), ...input.lost.map((one) => lostInput(path, one))];
  return { ok: true, slug, text, findings: [...findings, ...lostText(path, source, body), ...unseen] };
}

const UNSEEN = "Invisible or control characters are in the text; they came with it. See them: prompts-gpt validate";

/** A heading of a section names the section; then the file's name says more. */
function titleOf(body: string, { title, slug }: { readonly title: string; readonly slug: string }): string {
  return /^(#+)[ \t]/m.exec(body)?.[1] === "##"
    ? slug.charAt(0).toUpperCase() + slug.slice(1).replaceAll("-", " ")
    : title;
}

/** `[branch]` is what people type, and a list in YAML. */
function hintOf(value: unknown): string | undefined {
  return Array.isArray(value) ? textOf(value.map((one) => `[${String(one)}]`).join(" ")) : textOf(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && oneLine(value) !== "" ? value : undefined;
}

function lostKeys(format: ImportFormat, file: string, { front }: ImportSource): Finding[] {
  const keys = Object.keys(front.data).filter((key) => !CARRIED[format].includes(key));
  return keys.map((key) => {
    const line = front.lines.get(key);
    const message = `${JSON.stringify(oneLine(key).slice(0, 100))} was not carried. ${whyLost(key)}`;
    return lostFinding({ file, ...(line !== undefined && { line }) }, message);
  });
}

function lostInput(file: string, name: string): Finding {
  const message = `The input ${JSON.stringify(oneLine(name).slice(0, 100))} was not carried: no variable is of its kind.`;
  return lostFinding({ file }, message);
}

function lostText(file: string, { body, bodyLine }: ImportSource, { lost }: ImportedBody): Finding[] {
  const blank = body.length - body.replace(/^\n+/, "").length;
  const lineAt = lineCounter(body, bodyLine ?? 1);
  return lost
    .toSorted((a, b) => a.index - b.index)
    .map(({ what, index }) => {
      const message = `The text holds ${what}: another tool does something with it, here it is text.`;
      const line = bodyLine === undefined ? {} : { line: lineAt(index + blank) };
      return lostFinding({ file, ...line }, message);
    });
}

function lostFinding(at: { file: string; line?: number }, message: string): Finding {
  return { severity: "warning", code: "import.lost", ...at, message };
}

function refused(file: string, message: string, fix: string): Imported {
  return { ok: false, findings: [{ severity: "error", code: "import.refused", file, message, fix }] };
}
