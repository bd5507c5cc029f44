import type { Finding } from "../finding.ts";
import { lineCounter } from "./line-counter.ts";

// A joiner between letters of a script that needs it, or between emoji, is as it should be; after ASCII it hides something.
const JOINER = String.raw`[\u200C\u200D](?<!(?=[^\x00-\x7F])[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F].)`;
const CONTROL = String.raw`[\x01-\x08\x0B\x0E-\x1F\x7F-\x9F]`;
const UNSEEN = String.raw`[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\u{E0000}-\u{E0FFF}]`;
const SUSPECT = new RegExp(`${CONTROL}|${UNSEEN}|${JOINER}`, "gu");

/** Most texts are this and nothing else: one look at it costs a hundredth of looking for each of the others. */
const PLAIN = /^[\t\n\r -~]*$/;

/** More kinds than this say nothing new: the file is full of them. */
const MOST = 20;

/** Characters that a reader does not see and an agent does: each kind once, with its first line. */
export function invisibleFindings(text: string, file: string): Finding[] {
  if (PLAIN.test(text)) return [];
  const lineAt = lineCounter(text, 1);
  const seen = new Map<string, { line: number; count: number }>();
  for (const { 0: character, index } of text.matchAll(SUSPECT)) {
    const first = seen.get(character);
    if (first) first.count++;
    else if (seen.size < MOST) seen.set(character, { line: lineAt(index), count: 1 });
  }
  return [...seen].map(([character, { line, count }]) => {
    const where = count > 1 ? `here and in ${count - 1} more ${count === 2 ? "place" : "places"}` : "here";
    return {
      severity: "warning",
      code: "prompt.invisible-character",
      file,
      line,
      message: `${codePoint(character)} (${kind(character)}) stands ${where}: people do not see it, the agent does.`,
      fix: "Delete it, unless you know why it is there.",
    };
  });
}

/** The text without them. */
export function withoutInvisible(text: string): string {
  return PLAIN.test(text) ? text : text.replaceAll(SUSPECT, "");
}

/** The text in parts, by turns what is seen and the name of a character that is not: `["a", "U+200B", "b"]`. */
export function visibleParts(text: string): string[] {
  if (PLAIN.test(text)) return [text];
  const parts = text.split(new RegExp(`(${SUSPECT.source})`, "u"));
  return parts.map((part, at) => (at % 2 === 0 ? part : codePoint(part)));
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function kind(character: string): string {
  if (/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/.test(character)) return "changes the direction of text";
  return /\p{Cc}/u.test(character) ? "control character" : "invisible";
}
