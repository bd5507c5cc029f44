import { join, relative, resolve, sep } from "node:path";
import { UserError, ValidationError } from "../errors.ts";
import type { Advice, Finding } from "../finding.ts";
import { conflictFindings } from "./conflict-marks.ts";
import { readFields } from "./fields.ts";
import { type Frontmatter, parseFrontmatter } from "./frontmatter.ts";
import { type FileNames, identify } from "./identity.ts";
import { invisibleFindings } from "./invisible.ts";
import type { PromptFile } from "./prompt.ts";
import { LIBRARY, readPromptText, refuseLinks } from "./read-prompt.ts";
import type { Mapping } from "./yaml-map.ts";

/** The code of a file that could not even be read. */
export const UNREADABLE = "prompt.unreadable";

/** A prompt when nothing is wrong with it, and all that is to be said about it. */
export interface CheckedPrompt {
  readonly prompt?: PromptFile;
  readonly findings: readonly Finding[];
}

/** Reads one prompt file. One that does not hold is a ValidationError, one that is not there a ConfigError. */
export async function readPromptFile(path: string, place: { readonly root: string }): Promise<PromptFile> {
  const names = fileNames(path, place.root);
  const { prompt, findings } = await checkPrompt(readText(names, place.root), names);
  if (prompt) return prompt;
  const [first, ...more] = findings.filter((finding) => finding.severity === "error");
  const others = more.length === 0 ? "" : ` (and ${more.length} more: prompts-gpt validate)`;
  throw new ValidationError(
    `${first?.file}:${first?.line}: ${first?.message}${others}`,
    first?.fix ?? "See all of it: prompts-gpt validate",
  );
}

/** The same with every problem as a finding: nothing in a file makes it throw. */
export async function checkPromptFile(path: string, place: { readonly root: string }): Promise<CheckedPrompt> {
  const { text: _text, ...checked } = await checkPromptWithText(path, place);
  return checked;
}

/** The same with the text that was checked, for who goes on with exactly that; without one when it cannot be read. */
export async function checkPromptWithText(
  path: string,
  place: { readonly root: string },
): Promise<CheckedPrompt & { readonly text?: string }> {
  const names = fileNames(path, place.root);
  try {
    const text = readText(names, place.root);
    return { ...(await checkPrompt(text, names)), text };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { findings: [unreadableFinding(names, error)] };
  }
}

/** What the same would say if `text` stood there. */
export function checkPromptText(text: string, path: string, place: { readonly root: string }): Promise<CheckedPrompt> {
  return checkPrompt(text, fileNames(path, place.root));
}

/** What a file would say that has just this frontmatter and this text: as if it were written and read, but for the lines. */
export function checkPromptData(
  { data, body }: { readonly data: Mapping["data"]; readonly body: string },
  path: string,
  { root }: { readonly root: string },
): CheckedPrompt {
  const front = { kind: "found", data, lines: NO_LINES, body, bodyLine: 1 } as const;
  return checkRead(front, { body, bodyLine: 1, findings: [] }, fileNames(path, root));
}

const NO_LINES: Mapping["lines"] = new Map();

/** The whole text, read as a prompt is; `look` says what is to be said about it. A file that cannot be read is a finding. */
export async function inspectPromptFile(
  path: string,
  { root, look }: { readonly root: string; look(text: string, file: string): Promise<Advice[]> },
): Promise<Advice[]> {
  const names = fileNames(path, root);
  try {
    return await look(readText(names, root), names.file);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [unreadableFinding(names, error)];
  }
}

function unreadableFinding({ file }: FileNames, { message, fix }: UserError): Advice {
  return { severity: "error", code: UNREADABLE, file, message: message.replace(`${file}: `, ""), fix };
}

function readText({ path, file }: FileNames, root: string): string {
  const library = join(resolve(root), LIBRARY);
  if (path.startsWith(library + sep)) refuseLinks({ path, file, library });
  return readPromptText(path, file);
}

function fileNames(path: string, root: string): FileNames {
  const absolute = resolve(path);
  return { path: absolute, file: relative(root, absolute).replaceAll(sep, "/") };
}

async function checkPrompt(text: string, names: FileNames): Promise<CheckedPrompt> {
  const front = await parseFrontmatter(text, names.file);
  if (front.kind === "broken") return { findings: [front.finding] };
  const { body, bodyLine } = front.kind === "none" ? { body: text, bodyLine: 1 } : front;
  const said = [...invisibleFindings(text, names.file), ...conflictFindings(text, names.file)];
  return checkRead(front, { body, bodyLine, findings: said }, names);
}

/** `findings`: what was found before. */
function checkRead(
  front: Exclude<Frontmatter, { kind: "broken" }>,
  { body, bodyLine, findings: before }: Pick<PromptFile, "body" | "bodyLine" | "findings">,
  names: FileNames,
): CheckedPrompt {
  const identity = identify(front, body, names);
  const { fields, findings: fieldFindings } = readFields(identity.front, names.file);
  const findings = [
    ...identity.findings,
    ...fieldFindings,
    ...emptyBody(body, { file: names.file, line: bodyLine }),
    ...before,
  ];
  if (findings.some((finding) => finding.severity === "error")) return { findings };
  const { title, slug, unknown } = identity;
  const place = { path: names.path, relativePath: names.file };
  return { findings, prompt: { ...place, title, slug, ...fields, body, bodyLine, unknown, findings } };
}

function emptyBody(body: string, at: { file: string; line: number }): Finding[] {
  if (body.trim() !== "") return [];
  const message = "The prompt is empty.";
  return [{ severity: "error", code: "prompt.empty", ...at, message, fix: "Write what the agent is to do." }];
}
