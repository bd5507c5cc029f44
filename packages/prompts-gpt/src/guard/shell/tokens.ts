import { type Cursor, peek, readScript, readWord, type Word } from "./word.ts";

/** What a shell script is made of, as far as commands and what they read can be told from it. */
export type Token =
  | { readonly kind: "word"; readonly word: Word }
  /** `;`, `&&`, `|`, a line's end, brackets. */
  | { readonly kind: "operator"; readonly text: string }
  /** `input`: `<`, so the file is read. Of others only what they run themselves matters. */
  | { readonly kind: "redirect"; readonly input: boolean; readonly word: Word };

/** In this order: the longer ones first. */
const OPERATORS = ["&&", "||", ";;", ";&", "|&", ";", "&", "|", "(", ")", "\n"];
const REDIRECTS = ["&>>", "&>", "<<<", "<<-", "<<", "<&", "<>", "<", ">&", ">>", ">|", ">"];

interface Reading extends Cursor {
  readonly tokens: Token[];
  /** The ends of here-documents whose text begins on the next line. */
  readonly waiting: { readonly end: string; readonly tabs: boolean }[];
}

/** The tokens of a script; where it cannot be read on, those in front of that. */
export function tokensOf(text: string): readonly Token[] {
  const reading: Reading = { text, at: 0, tokens: [], waiting: [] };
  while (reading.at < text.length && readToken(reading));
  return reading.tokens;
}

function readToken(reading: Reading): boolean {
  const letter = peek(reading);
  if (letter === " " || letter === "\t" || letter === "\r") reading.at += 1;
  else if (reading.text.startsWith("\\\n", reading.at)) reading.at += 2;
  else if (letter === "#") reading.at = endOfLine(reading);
  else return readSubstitution(reading) ?? readRedirect(reading) ?? readOperator(reading) ?? readPlain(reading);
  return true;
}

/** `<(…)` stands for a file, as a word of its own. */
function readSubstitution(reading: Reading): boolean | undefined {
  if (!/^[<>]\(/.test(reading.text.slice(reading.at, reading.at + 2))) return undefined;
  const word = readScript(reading, false);
  if (word !== undefined) reading.tokens.push({ kind: "word", word });
  return word !== undefined;
}

function readRedirect(reading: Reading): boolean | undefined {
  const sign = REDIRECTS.find((one) => reading.text.startsWith(one, reading.at));
  if (sign === undefined) return undefined;
  reading.at += sign.length;
  while (" \t".includes(peek(reading)) && peek(reading) !== "") reading.at += 1;
  const word = readWord(reading);
  if (word === undefined) return false;
  if (sign === "<<" || sign === "<<-")
    reading.waiting.push({ end: word.map((part) => ("text" in part ? part.text : "")).join(""), tabs: sign === "<<-" });
  else reading.tokens.push({ kind: "redirect", input: sign === "<" || sign === "<>", word });
  return true;
}

function readOperator(reading: Reading): boolean | undefined {
  const text = OPERATORS.find((one) => reading.text.startsWith(one, reading.at));
  if (text === undefined) return undefined;
  reading.at += text.length;
  reading.tokens.push({ kind: "operator", text });
  if (text === "\n") skipDocuments(reading);
  return true;
}

function readPlain(reading: Reading): boolean {
  const start = reading.at;
  const word = readWord(reading);
  if (word === undefined || reading.at === start) return false;
  // A number, or a name in brackets, right before a redirection says which one: it is no word of the command.
  const isNumber = /^(?:\d+|\{\w+\})$/.test(reading.text.slice(start, reading.at)) && /[<>]/.test(peek(reading));
  if (!isNumber) reading.tokens.push({ kind: "word", word });
  return true;
}

/** The texts of here-documents are data. */
function skipDocuments(reading: Reading): void {
  for (const { end, tabs } of reading.waiting.splice(0)) {
    for (let line: string | undefined; line !== end && reading.at < reading.text.length;) {
      const stop = endOfLine(reading);
      line = reading.text.slice(reading.at, stop);
      if (tabs) line = line.replace(/^\t+/, "");
      reading.at = stop + 1;
    }
  }
}

function endOfLine({ text, at }: Cursor): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}
