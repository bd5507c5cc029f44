import { endOfPair } from "./pairs.ts";

/** A piece of a word as it was typed. `quoted`: between double or single quotes, so that it stays one word. */
export type Part =
  | { readonly kind: "text"; readonly text: string; readonly quoted: boolean }
  | { readonly kind: "variable"; readonly name: string; readonly quoted: boolean }
  /** What stands in `$(…)` or between backquotes. */
  | { readonly kind: "script"; readonly text: string; readonly quoted: boolean }
  /** What only the shell can tell: `$1`, `$((…))`, `${name%…}`. */
  | { readonly kind: "unknown"; readonly quoted: boolean };

export type Word = readonly Part[];

/** Stands in a text for what is not known of it. */
export const UNKNOWN = "\uFFFC";

/** A place in a text. */
export interface Cursor {
  readonly text: string;
  at: number;
}

const ENDS = " \t\n;&|<>()";
/** Letters that stand for themselves. */
const PLAIN_RUN = /[^ \t\n;&|<>()'"\\$`\uFFFC]+/y;
const QUOTED_RUN = /[^"\\$`\uFFFC]+/y;

/** The word that begins at the cursor, which is left behind it; undefined when a quote is never closed. */
export function readWord(cursor: Cursor): Word | undefined {
  const parts: Part[] = [];
  for (let letter = peek(cursor); letter !== "" && !ENDS.includes(letter); letter = peek(cursor)) {
    const read = readPiece(cursor, letter);
    if (read === undefined) return undefined;
    parts.push(...read);
  }
  return parts;
}

function readPiece(cursor: Cursor, letter: string): readonly Part[] | undefined {
  switch (letter) {
    case "'":
      return readSingle(cursor);
    case '"':
      return readDouble(cursor);
    case "\\":
      cursor.at += 2;
      return cursor.text[cursor.at - 1] === "\n" ? [] : [text(cursor.text[cursor.at - 1] ?? "", true)];
    default:
      return readOpen(cursor, false);
  }
}

/** What means the same within double quotes and outside of them. */
function readOpen(cursor: Cursor, quoted: boolean): readonly Part[] | undefined {
  const letter = peek(cursor);
  if (letter === "$") return readDollar(cursor, quoted);
  if (letter === "`") return readBackquoted(cursor, quoted);
  if (letter === UNKNOWN) {
    cursor.at += 1;
    return [{ kind: "unknown", quoted }];
  }
  const run = quoted ? QUOTED_RUN : PLAIN_RUN;
  run.lastIndex = cursor.at;
  const [letters = letter] = run.exec(cursor.text) ?? [];
  cursor.at += letters.length;
  return [text(letters, quoted)];
}

function readSingle(cursor: Cursor): readonly Part[] | undefined {
  const end = cursor.text.indexOf("'", cursor.at + 1);
  if (end === -1) return undefined;
  const inside = cursor.text.slice(cursor.at + 1, end);
  cursor.at = end + 1;
  return inside.includes(UNKNOWN) ? [{ kind: "unknown", quoted: true }] : [text(inside, true)];
}

function readDouble(cursor: Cursor): readonly Part[] | undefined {
  const parts: Part[] = [text("", true)];
  cursor.at += 1;
  for (let letter = peek(cursor); letter !== '"'; letter = peek(cursor)) {
    if (letter === "") return undefined;
    if (letter === "\\" && '$`"\\\n'.includes(cursor.text[cursor.at + 1] ?? " ")) {
      const escaped = cursor.text[cursor.at + 1] ?? "";
      if (escaped !== "\n") parts.push(text(escaped, true));
      cursor.at += 2;
      continue;
    }
    const read = readOpen(cursor, true);
    if (read === undefined) return undefined;
    parts.push(...read);
  }
  cursor.at += 1;
  return parts;
}

function readDollar(cursor: Cursor, quoted: boolean): readonly Part[] | undefined {
  const rest = cursor.text.slice(cursor.at + 1, cursor.at + 100);
  if (rest.startsWith("((")) return skipped(cursor, { quoted, from: 1 });
  if (rest.startsWith("(")) return readScript(cursor, quoted);
  if (rest.startsWith("'") && !quoted) return readAnsi(cursor);
  const [name] = /^[A-Za-z_]\w*/.exec(rest) ?? [];
  const [braced, inBraces = ""] = /^\{([A-Za-z_]\w*)\}/.exec(rest) ?? [];
  if (name !== undefined || braced !== undefined) {
    cursor.at += 1 + (name ?? braced ?? "").length;
    return [{ kind: "variable", name: name ?? inBraces, quoted }];
  }
  if (rest.startsWith("{")) return skipped(cursor, { quoted, from: 1 });
  cursor.at += 1;
  if (!/^[\d@*#?$!-]/.test(rest)) return rest.startsWith('"') && !quoted ? [] : [text("$", quoted)];
  cursor.at += 1;
  return [{ kind: "unknown", quoted }];
}

function skipped(cursor: Cursor, { quoted, from }: { readonly quoted: boolean; readonly from: number }) {
  const end = endOfPair(cursor.text, cursor.at + from);
  if (end === undefined) return undefined;
  cursor.at = end;
  return [{ kind: "unknown", quoted }] as const;
}

/** `$(…)`, or `<(…)` and `>(…)`, which begin with another sign. */
export function readScript(cursor: Cursor, quoted: boolean): readonly Part[] | undefined {
  const start = cursor.at + 2;
  const end = endOfPair(cursor.text, cursor.at + 1);
  const text = cursor.text.slice(start, (end ?? 0) - 1);
  // The brackets of its patterns have no partner.
  if (end === undefined || /\bcase\s/.test(text)) return undefined;
  cursor.at = end;
  return [{ kind: "script", text, quoted }];
}

function readBackquoted(cursor: Cursor, quoted: boolean): readonly Part[] | undefined {
  const [whole, inside = ""] = /^`((?:[^`\\]|\\[^])*)`/.exec(cursor.text.slice(cursor.at)) ?? [];
  if (whole === undefined) return undefined;
  cursor.at += whole.length;
  return [{ kind: "script", text: inside.replaceAll(/\\([$`\\])/g, "$1"), quoted }];
}

/** `$'…'`: where it escapes anything but a quote or itself, it is not known. */
function readAnsi(cursor: Cursor): readonly Part[] | undefined {
  const [whole, inside = ""] = /^\$'((?:[^'\\]|\\[^])*)'/.exec(cursor.text.slice(cursor.at)) ?? [];
  if (whole === undefined) return undefined;
  cursor.at += whole.length;
  if (/\\[^'"\\]/.test(inside)) return [{ kind: "unknown", quoted: true }];
  return [text(inside.replaceAll(/\\(.)/g, "$1"), true)];
}

export function peek({ text: all, at }: Cursor): string {
  return all[at] ?? "";
}

function text(value: string, quoted: boolean): Part {
  return { kind: "text", text: value, quoted };
}
