import { unfitName } from "../../unfit-name.ts";
import { slugSchema } from "../contract/shapes.ts";
import type { PromptDraft } from "../contract/types.ts";
import * as v from "valibot";
import type { Finding } from "../../finding.ts";
import { CONFLICT_MARKS } from "../../prompts/conflict-marks.ts";
import { checkPromptWithText } from "../../prompts/prompt-file.ts";
import { secretsInText } from "../../prompts/secrets.ts";
import { shellWord } from "../../shell-word.ts";
import { formatPromptMarkdown } from "../sync/prompt-markdown.ts";
import { draftOf } from "./draft.ts";

/** A prompt file that could be published. */
export interface Candidate {
  readonly path: string;
  readonly slug: string;
  /** The file, without a byte order mark. */
  readonly text: string;
  readonly draft: PromptDraft;
  readonly left: readonly string[];
  /** Warnings. */
  readonly findings: readonly Finding[];
}

/** One that cannot be: `findings` say why. */
export interface Refused {
  readonly path: string;
  readonly slug: string;
  readonly findings: readonly Finding[];
}

/** A value that nobody else may have. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

/** Reads the file once: what is checked here is what is sent. `path` is absolute, `file` from the root. */
export async function readCandidate(
  { path, file }: { readonly path: string; readonly file: string },
  { root, secrets }: { readonly root: string; readonly secrets: readonly Secret[] },
): Promise<Candidate | Refused> {
  const { prompt, text, findings } = await checkPromptWithText(path, { root });
  const refused = (slug: string, more: readonly Finding[]): Refused => ({ path: file, slug, findings: more });
  if (prompt === undefined || text === undefined) return refused("", findings);
  const { slug } = prompt;
  const misplaced = PLACE.test(file) ? undefined : placeFinding(file, slug);
  const unnamed = v.is(slugSchema, slug) && unfitName(slug) === undefined ? undefined : slugFinding(file, slug);
  const drafted = await draftOf(prompt, text);
  const unfit = "finding" in drafted ? drafted.finding : undefined;
  const wrong = [misplaced, unnamed, unmergedIn(findings), unfit].filter((one) => one !== undefined);
  if ("finding" in drafted) return refused(slug, wrong);
  const sent = formatPromptMarkdown({ ...drafted.draft, slug });
  const all = [...wrong, ...(await secretsIn({ file, text, sent }, secrets))];
  if (all.length > 0) return refused(slug, all);
  return { path: file, slug, text, draft: drafted.draft, left: drafted.left, findings };
}

/** What is a warning here, everybody else would get. */
function unmergedIn(findings: readonly Finding[]): Finding | undefined {
  const found = findings.find(({ code }) => code === CONFLICT_MARKS);
  return found && { ...found, severity: "error" };
}

/** Where the manifest can name it. */
const PLACE = /^\.prompts-gpt\/(?:sweeps\/)?[a-z0-9-]+\.md$/;

interface Texts {
  readonly file: string;
  readonly text: string;
  /** As the registry will have it: an escape in the file may spell what no search in the file finds. */
  readonly sent: string;
}

async function secretsIn({ file, text, sent }: Texts, known: readonly Secret[]): Promise<Finding[]> {
  const written = await secretsInText(text, file);
  if (written.length > 0) return written;
  const spelt = await secretsInText(sent, file);
  const [own] = known.filter(({ value }) => sent.includes(value));
  const found = own === undefined ? [] : [ownSecret(file, own.name)];
  return [...spelt.map(({ line: _line, ...finding }) => finding), ...found];
}

function ownSecret(file: string, name: string): Finding {
  return {
    severity: "error",
    code: "push.secret",
    file,
    message: `It holds the value of ${name}: whoever gets the prompt gets it too.`,
    fix: "Take it out; a variable ({{name}}) can stand in its place.",
  };
}

function placeFinding(file: string, slug: string): Finding {
  return {
    severity: "error",
    code: "push.place",
    file,
    message: "Only files of the library are published: .prompts-gpt/<name>.md, with a name of a-z, 0-9 and hyphens.",
    fix:
      v.is(slugSchema, slug) && unfitName(slug) === undefined
        ? `mv ${shellWord(file)} .prompts-gpt/${slug}.md`
        : `prompts-gpt import ${shellWord(file)}`,
  };
}

function slugFinding(file: string, slug: string): Finding {
  return {
    severity: "error",
    code: "push.slug",
    file,
    message: `The slug ${JSON.stringify(slug.slice(0, 120))} cannot be published${because(slug)}.`,
    fix: "Write lower-case letters, digits and single hyphens, at most 100; another name.",
  };
}

function because(slug: string): string {
  const why = unfitName(slug);
  return why === undefined ? "" : `: ${why}`;
}
