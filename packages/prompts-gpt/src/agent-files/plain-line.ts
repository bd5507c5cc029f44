import { withoutInvisible } from "../prompts/invisible.ts";
import { disarm } from "./disarm.ts";

/**
 * One line of text that can do nothing: without line ends, control and invisible characters, or what an agent would run
 * or read. At most `longest` characters, the last of them an ellipsis when something is missing.
 */
export function plainLine(text: string, longest: number): string {
  return cut(disarm(oneLine(text)).text, longest);
}

/**
 * The same for Markdown that agents load by themselves. `<` could open a comment or close ours, `@` names a file to
 * import in most of these files, at times in code too: as entities they are read the same and mean nothing.
 */
export function markdownLine(text: string, longest: number): string {
  return plainLine(text, longest)
    .replaceAll(/&(?=#?\w{1,32};)/g, "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/(?<!\w)@/g, "&#64;")
    .replaceAll(/[\\`*[\]|~]/g, "\\$&");
}

/** The text, or its beginning and an ellipsis. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const characters = Array.from(text);
  if (characters.length <= longest) return text;
  const beginning = characters.slice(0, longest - 1).join("");
  return `${beginning.trimEnd()}…`;
}

/** Visible ASCII, single spaces, line ends: such a text is as it should be. */
const PLAIN_LINE = /^[!-~]+(?: [!-~]+)*$/;
const PLAIN_TEXT = /^[\t\n -~]*$/;

/** The same words on one line, and nothing that people do not see. */
export function oneLine(text: string): string {
  if (PLAIN_LINE.test(text)) return text;
  const line = visible(text.replaceAll(/[\s\u0085]+/g, " "));
  return line.replaceAll(/ {2,}/g, " ").trim();
}

/** Text of which people see all that a model sees, with `\n` as its line end. */
export function visible(text: string): string {
  if (PLAIN_TEXT.test(text)) return text;
  const lines = text.replaceAll(/\r\n?|[\u2028\u2029]/g, "\n");
  return withoutInvisible(lines)
    .replaceAll(/[^\P{Cc}\n\t]/gu, "")
    .toWellFormed();
}
