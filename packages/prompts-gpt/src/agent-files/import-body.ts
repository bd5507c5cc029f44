import { slugify } from "../prompts/slug.ts";
import { VARIABLE_NAME } from "../prompts/variable-fields.ts";
import { findTraps } from "./disarm.ts";
import type { ImportFormat } from "./import-format.ts";
import { oneLine } from "./plain-line.ts";
import type { Declared } from "./prompt-file-text.ts";

export interface ImportedBody {
  readonly body: string;
  readonly variables: Readonly<Record<string, Declared>>;
  /** What stays in the text and means nothing there, with its place in the text as it came. */
  readonly lost: readonly { readonly what: string; readonly index: number }[];
}

/** A variable of Copilot's: `${input:name}` or `${input:name:what to type}`. */
const ASKED = /\$\{input:([^}:\n]{1,64})(?::([^}\n]*))?\}/g;
/** Everything, or a piece, of what a user types behind a command. */
const TYPED = /\$ARGUMENTS\b(?:\[(\d)\])?|\$(\d)(?!\d|\.\d)|\{\{[ \t]*args[ \t]*\}\}/g;
const EDITOR = /\$\{(?!input:)[A-Za-z]+(?::[^}\n]*)?\}/;
/** Handlebars beyond a plain name. */
const HELPER = /\{\{[#/^!>~&]|\{\{\s*(?:role|media|history|section|else|json)\b/;
const RAW = /\{\{\{\s*([A-Za-z_][\w.-]{0,63})\s*\}\}\}/g;

/** The text with the format's variables written as ours. Nothing else in it is changed. */
export function importBody(format: ImportFormat, text: string, hint: string | undefined): ImportedBody {
  const links = format === "prompt-md" || format === "cursor-rule";
  const lost = findTraps(text, { links }).map(({ what, index }) => ({ what, index }));
  const notice = (pattern: RegExp, what: string) => {
    const index = text.search(pattern);
    if (index >= 0) lost.push({ what, index });
  };
  if (format === "prompt-md") notice(EDITOR, "a value of the editor (${…})");
  if (format === "dotprompt") notice(HELPER, "a template helper ({{#…}}, {{role …}})");
  if (format === "prompt-md") return { ...asked(text), lost };
  if (format === "dotprompt") return { body: text.replaceAll(RAW, "{{$1}}"), variables: {}, lost };
  if (format === "cursor-rule") return { body: text, variables: {}, lost };
  return { ...typed(text, hint), lost };
}

function asked(text: string): Pick<ImportedBody, "body" | "variables"> {
  const variables: Record<string, Declared> = {};
  const body = text.replaceAll(ASKED, (_whole, given: string, placeholder: string | undefined) => {
    const name = VARIABLE_NAME.test(given) ? given : `input-${slugify(given)}`;
    const said = oneLine(placeholder ?? "");
    variables[name] = { ...(said === "" ? {} : { description: said }), ...variables[name] };
    return `{{${name}}}`;
  });
  return { body, variables };
}

/** A command can be started with nothing behind it: no variable is required. */
function typed(text: string, hint: string | undefined): Pick<ImportedBody, "body" | "variables"> {
  const variables: Record<string, Declared> = {};
  const body = text.replaceAll(TYPED, (_whole, index: string | undefined, place: string | undefined) => {
    const number = index ?? place;
    const name = number === undefined ? "arguments" : `argument${number}`;
    const description = number === undefined && hint !== undefined ? { description: oneLine(hint) } : {};
    variables[name] = { ...description, required: false };
    return `{{${name}}}`;
  });
  return { body, variables };
}
